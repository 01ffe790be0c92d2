//! The topology as a tree, row by row: primaries first, replicas below whom they follow.

use super::topology::Topology;
use crate::target::flavour::Role;

/// A row of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A member.
    Member {
        /// Its node.
        node: usize,
        /// How many it stands below.
        depth: usize,
    },
    /// Somebody outside the instance whom members follow.
    Outside {
        /// `host:port`.
        address: String,
    },
    /// A replica outside the instance, or a phantom, that is attached to the member above.
    Attached {
        /// Index into the attached.
        attached: usize,
        /// How many it stands below.
        depth: usize,
    },
}

impl Topology {
    /// The tree. Every member is in it once; those without a place, such as silent ones, come last.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut placed = vec![false; self.nodes.len()];
        for (index, _) in self.primaries() {
            self.place(index, 0, &mut rows, &mut placed);
        }
        for (index, node) in self.replicas().filter(|(_, node)| node.upstream.is_none()) {
            let Some(follows) = node.follows.as_ref().filter(|_| !placed[index]) else { continue };
            rows.push(Row::Outside { address: format!("{}:{}", follows.host, follows.port) });
            for (sibling, other) in self.replicas() {
                let together = other.follows.as_ref().is_some_and(|other| other == follows);
                if together && other.upstream.is_none() {
                    self.place(sibling, 1, &mut rows, &mut placed);
                }
            }
        }
        // A silent member may have replicas.
        for (index, _) in self.nodes.iter().enumerate().filter(|(_, node)| node.role != Some(Role::Replica)) {
            self.place(index, 0, &mut rows, &mut placed);
        }
        for index in 0..self.nodes.len() {
            self.place(index, 0, &mut rows, &mut placed);
        }
        rows
    }

    fn place(&self, index: usize, depth: usize, rows: &mut Vec<Row>, placed: &mut [bool]) {
        if std::mem::replace(&mut placed[index], true) {
            return;
        }
        rows.push(Row::Member { node: index, depth });
        for (follower, node) in self.replicas() {
            if node.upstream == Some(index) {
                self.place(follower, depth + 1, rows, placed);
            }
        }
        for (attached, one) in self.attached.iter().enumerate() {
            if one.node == index && (one.is_outsider() || one.is_phantom()) {
                rows.push(Row::Attached { attached, depth: depth + 1 });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{Fixture, primary, replica};
    use super::Row;

    #[test]
    fn the_tree_has_everybody_once() {
        let outsider = primary(5, &["192.168.1.1,port=6379,state=online,offset=3,lag=0"]);
        let topology = Fixture::of(&[
            ("a-0", &replica("10.9.9.9", "up", 5).replace("replid:aaaa", "replid:cccc")),
            ("a-1", &outsider),
            ("a-2", &replica("10.0.0.5", "up", 5)),
            ("a-3", ""),
            ("a-4", &replica("10.0.0.2", "up", 5)),
            ("a-5", &replica("10.0.0.4", "down", 5)),
        ])
        .topology();
        let member = |node, depth| Row::Member { node, depth };
        let expected = [
            member(1, 0),
            member(4, 1),
            member(2, 2),
            Row::Attached { attached: 0, depth: 1 },
            Row::Outside { address: "10.9.9.9:6379".into() },
            member(0, 1),
            member(3, 0),
            member(5, 1),
        ];
        assert_eq!(topology.rows(), expected);
    }
}
