//! `fazhi distribute`.

use clap::Args;
use diesel::connection::SimpleConnection;

use super::Outcome;
use super::database::{self, Where};
use crate::config::Settings;
use crate::db::distribution;

/// How to distribute.
#[derive(Args)]
pub struct Distribute {
    /// 分片数，应多于将有的节点数；涉及全部县区的查询要问遍各分片。 Shards that the counties are divided into: more than there will be
    /// nodes, since whatever asks for all counties asks each
    #[arg(long, value_name = "NUMBER", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    shards: u16,
}

/// Runs it.
pub fn run(settings: &Settings, command: &Distribute) -> Outcome {
    let tables = database::changing(settings, |conn| Ok(distribution::distribute(conn, command.shards)?))?;
    if tables.is_empty() {
        println!("台账已经分布，无需再做。\nThe ledger is distributed already: there is nothing to do");
        return Ok(());
    }
    database::as_it_is(settings, Where::ThereIsOne, |conn| {
        Ok(conn.batch_execute(&format!("ANALYZE {}", tables.join(", ")))?)
    })?;
    println!("已分布的表 distributed: {}", tables.join(", "));
    println!("请重启各实例。 Restart all instances of the service");
    Ok(())
}
