//! Finding the way to a server that another process runs.

use super::{folder::Folder, pid_file, process_table, socket};

/// The URL of the folder's server when it takes connections. Its file says where the socket is,
/// also when that is not in the data folder.
pub fn url(folder: &Folder) -> Option<String> {
    let cluster = folder.cluster();
    let server = pid_file::read(&cluster).filter(|server| server.ready)?;
    // After a crash, the file speaks of a server that is no more.
    process_table::works_on(server.pid, &cluster).then_some(())?;
    Some(socket::url(&server.socket_dir?))
}
