//! Rectangles whose areas are the weights: squarified, as by Bruls, Huizing and van Wijk.

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// One for each weight, in the order given, which is from great to small. Weights of nothing get nothing.
pub(super) fn lay_out(weights: &[f64], mut free: Area) -> Vec<Area> {
    let mut areas = Vec::with_capacity(weights.len());
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return vec![Area { width: 0.0, height: 0.0, ..free }; weights.len()];
    }
    let scale = free.width * free.height / total;
    let scaled: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
    let mut rest = scaled.as_slice();
    while !rest.is_empty() {
        let side = free.width.min(free.height);
        // A row grows as long as its worst shape gets better.
        let mut taken = 1;
        while taken < rest.len() && worst(&rest[..=taken], side) <= worst(&rest[..taken], side) {
            taken += 1;
        }
        let (row, after) = rest.split_at(taken);
        let sum: f64 = row.iter().sum();
        let thickness = if side > 0.0 { sum / side } else { 0.0 };
        let mut along = 0.0;
        for area in row {
            let length = if thickness > 0.0 { area / thickness } else { 0.0 };
            areas.push(if free.width >= free.height {
                Area { x: free.x, y: free.y + along, width: thickness, height: length }
            } else {
                Area { x: free.x + along, y: free.y, width: length, height: thickness }
            });
            along += length;
        }
        if free.width >= free.height {
            free.x += thickness;
            free.width = (free.width - thickness).max(0.0);
        } else {
            free.y += thickness;
            free.height = (free.height - thickness).max(0.0);
        }
        rest = after;
    }
    areas
}

/// The least square of the shapes that a row would have.
fn worst(row: &[f64], side: f64) -> f64 {
    let sum: f64 = row.iter().sum();
    let (least, greatest) =
        row.iter().fold((f64::MAX, 0.0_f64), |(least, greatest), area| (least.min(*area), greatest.max(*area)));
    if least <= 0.0 || sum <= 0.0 {
        return f64::MAX;
    }
    (side * side * greatest / (sum * sum)).max(sum * sum / (side * side * least))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_to_scale_inside_and_beside_each_other() {
        let whole = Area { x: 0.0, y: 0.0, width: 600.0, height: 400.0 };
        let weights = [6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0];
        let areas = lay_out(&weights, whole);
        for (weight, area) in weights.iter().zip(&areas) {
            assert!((area.width * area.height - weight * 10_000.0).abs() < 1.0, "{area:?}");
            assert!(area.x >= -0.01 && area.x + area.width <= 600.01 && area.y + area.height <= 400.01, "{area:?}");
        }
        for (index, one) in areas.iter().enumerate() {
            for other in &areas[index + 1..] {
                let apart = one.x + one.width <= other.x + 0.01
                    || other.x + other.width <= one.x + 0.01
                    || one.y + one.height <= other.y + 0.01
                    || other.y + other.height <= one.y + 0.01;
                assert!(apart, "{one:?} {other:?}");
            }
        }
        assert_eq!(lay_out(&[0.0], whole)[0].width, 0.0);
    }
}
