//! One look at the metrics of a service.

use super::{Service, client};

/// Their samples as lines. That the whole is well-formed is checked with Prometheus' own tool (`tests/metrics/run`).
pub struct Look(String);

impl Look {
    pub fn at(service: &Service) -> Self {
        let answer = client().get(service.metrics_address()).send().unwrap();
        assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4");
        Self(answer.text().unwrap())
    }

    /// The sum of all samples of a metric with these labels.
    pub fn sum(&self, metric: &str, labels: &[(&str, &str)]) -> f64 {
        let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let samples = self.0.lines().filter_map(|line| line.rsplit_once(' ')).filter(|(series, _)| {
            series.split('{').next() == Some(metric) && labels.iter().all(|label| series.contains(label))
        });
        let values: Vec<f64> = samples.map(|(_, value)| value.parse().unwrap()).collect();
        assert!(!values.is_empty(), "no {metric} with {labels:?} in {}", self.0);
        values.iter().sum()
    }

    /// How often the database failed in this way.
    pub fn failures(&self, class: &str) -> f64 {
        self.sum("fazhi_db_errors_total", &[("class", class)])
    }
}
