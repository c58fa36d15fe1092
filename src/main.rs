//! The `fazhi` program: see `fazhi --help`.

use std::process::ExitCode;

/// Rows and answers are many small texts that live as long as a request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fazhi::cli::run()
}
