//! Sizes in classes that double: 0, 1, 2–3, 4–7, …

use serde::{Deserialize, Serialize};

/// How many sizes are in each class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<u64>", from = "Vec<u64>")]
pub struct Histogram([u64; 65]);

/// A class and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Class {
    /// The least size in it.
    pub from: u64,
    /// The greatest.
    pub to: u64,
    /// Keys.
    pub keys: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self([0; 65])
    }
}

/// Up to the last class that holds something.
impl From<Histogram> for Vec<u64> {
    fn from(histogram: Histogram) -> Self {
        let held = histogram.0.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
        histogram.0[..held].to_vec()
    }
}

impl From<Vec<u64>> for Histogram {
    fn from(counts: Vec<u64>) -> Self {
        let mut histogram = Self::default();
        histogram.0.iter_mut().zip(counts).for_each(|(own, count)| *own = count);
        histogram
    }
}

impl Histogram {
    /// Counts a size.
    pub fn add(&mut self, size: u64) {
        self.add_many(size, 1);
    }

    /// Counts a size so many times.
    pub fn add_many(&mut self, size: u64, times: u64) {
        self.0[(64 - size.leading_zeros()) as usize] += times;
    }

    /// Takes up what another one has counted.
    pub fn merge(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own += other);
    }

    /// The classes from the first that holds something to the last.
    pub fn classes(&self) -> Vec<Class> {
        let held = |count: &u64| *count > 0;
        let (Some(first), Some(last)) = (self.0.iter().position(held), self.0.iter().rposition(held)) else {
            return Vec::new();
        };
        let class = |index: usize| Class {
            from: if index == 0 { 0 } else { 1 << (index - 1) },
            to: if index == 0 { 0 } else { u64::MAX >> (64 - index) },
            keys: self.0[index],
        };
        (first..=last).map(class).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_double_and_have_no_gaps() {
        let mut histogram = Histogram::default();
        [0, 1, 3, 8, u64::MAX].into_iter().for_each(|size| histogram.add(size));
        let classes = histogram.classes();
        let of = |index: usize| (classes[index].from, classes[index].to, classes[index].keys);
        assert_eq!((of(0), of(1), of(2), of(3), of(4)), ((0, 0, 1), (1, 1, 1), (2, 3, 1), (4, 7, 0), (8, 15, 1)));
        assert_eq!(classes.last().map(|class| (class.from, class.to)), Some((1 << 63, u64::MAX)));
        assert_eq!(Histogram::default().classes(), []);
    }
}
