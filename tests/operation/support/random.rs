//! Numbers that look random, and are the same again for the same seed (splitmix64).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub struct Random(u64);

impl Random {
    /// Another seed each time, or the one given in `FAZHI_TEST_SEED`; it is printed, and shown where the test fails.
    pub fn seeded() -> Self {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos();
        let given = std::env::var("FAZHI_TEST_SEED").ok();
        let seed = given.map_or_else(|| u64::from(now()), |seed| seed.parse().unwrap());
        println!("FAZHI_TEST_SEED={seed}");
        Self::of(seed)
    }

    /// The numbers of a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0, below this one.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    /// A moment within the longest one.
    pub fn moment(&mut self, longest: Duration) -> Duration {
        longest.mul_f64(f64::from(u32::try_from(self.next() >> 32).unwrap()) / f64::from(u32::MAX))
    }
}
