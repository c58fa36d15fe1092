//! Texts that want to be slow, or to break something.

use std::time::Duration;

use nix::time::ClockId;

use super::reading;
use super::seed::SEED;

/// Characters of a text, and of one four times as long.
const LENGTHS: (usize, usize) = (2_000, 8_000);
/// How many times as long the longer one may take: four times where time is linear, sixteen times where it is quadratic.
const GROWTH: u32 = 10;

#[test]
fn long_texts_of_one_pattern_stay_linear() {
    let patterns = [
        "1",
        "1件",
        "一是",
        "（一）",
        "（",
        "《",
        "“",
        "）",
        "其中1件、",
        "分别1次、",
        "每月1次、",
        "各1次，",
        "培训全覆盖",
        "均维持",
        "未发生因",
        "XX次",
        "2024年",
        "2月30日",
        "1 ",
        "1\n",
        "1\t",
        "合计2件、",
        "办结率、",
        "木棉镇党委",
        "一",
        "万",
        "l1",
        "，",
        "（一）学法\n",
        "2021年以来1次、",
        "率100%、",
        "10人中",
        "|1件",
        "受理纠纷1件成功1件成功率5%，",
        "(",
        "》《",
        "“1个、",
        "共1件，",
        "达人次，",
        "。",
    ];
    for pattern in patterns {
        let (short, long) = (time(pattern, LENGTHS.0), time(pattern, LENGTHS.1));
        assert!(long < short * GROWTH, "{pattern}: {short:?}, {long:?}");
    }
}

/// How long this thread computed so far: time in which others had the processor is not in it.
fn computed() -> Duration {
    ClockId::CLOCK_THREAD_CPUTIME_ID.now().unwrap().into()
}

/// The least time that a text of one pattern takes in three readings.
fn time(pattern: &str, length: usize) -> Duration {
    let text: String = pattern.chars().cycle().take(length).collect();
    let times = (0..3).map(|_| {
        let start = computed();
        let _ = reading(&text, Some(2024));
        computed().saturating_sub(start)
    });
    times.min().unwrap()
}

/// A generator that needs nothing: the same texts each time.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 40).unwrap()
}

#[test]
fn torn_texts_are_read_and_places_hold() {
    let seed: Vec<char> = SEED.chars().collect();
    let marks: Vec<char> =
        "0123456789件次人名%，。、（）《》“”一二三百万亿其中分别各每月年日\n\t 余近率l.·-—|"
            .chars()
            .collect();
    let mut state = 7;
    for _ in 0..400 {
        let text: String = (0..300)
            .map(|_| {
                if next(&mut state).is_multiple_of(2) {
                    seed[next(&mut state) % seed.len()]
                } else {
                    marks[next(&mut state) % marks.len()]
                }
            })
            .collect();
        let chars: Vec<char> = text.chars().collect();
        let reading = reading(&text, Some(2024));
        for (phrase, offset, length) in reading
            .figures
            .iter()
            .map(|f| (&f.phrase, f.offset, f.length))
            .chain(reading.slips.iter().map(|s| (&s.phrase, s.offset, s.length)))
        {
            assert_eq!(&chars[offset..offset + length].iter().collect::<String>(), phrase);
        }
    }
}

#[test]
fn a_long_report_takes_milliseconds() {
    let text: String = SEED.chars().cycle().take(10_000).collect();
    let _ = reading(&text, None);
    let timed = || {
        let start = computed();
        let _ = reading(&text, None);
        computed().saturating_sub(start)
    };
    let best = (0..20).map(|_| timed()).min().unwrap();
    println!("10,000 characters: {best:?}");
    assert!(best < Duration::from_millis(if cfg!(debug_assertions) { 400 } else { 20 }));
}
