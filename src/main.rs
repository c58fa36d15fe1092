//! The `fazhi` program: see `fazhi --help`.

use std::ffi::{c_int, c_long};
use std::process::ExitCode;

/// Rows and answers are many small texts that live as long as a request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// `mi_option_purge_delay` of mimalloc.h: for how many milliseconds memory that was given up is kept for the next to
/// want some. The crate has no name for it.
const PURGE_DELAY: c_int = 15;
const AT_ONCE: c_long = 0;

fn main() -> ExitCode {
    // SAFETY: nobody else sets options, and no other thread runs yet.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, AT_ONCE) };
    fazhi::cli::run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_is_still_the_one_that_is_meant() {
        // SAFETY: as above; an option is only read.
        assert_eq!(unsafe { libmimalloc_sys::mi_option_get(PURGE_DELAY) }, 1000, "its default in mimalloc.h");
    }
}
