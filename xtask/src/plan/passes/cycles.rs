//! Cycles among definitions: Tarjan's strongly connected components, without recursion, so that no
//! document exhausts the stack.
//!
//! A depth-first walk numbers each node when it enters it (`order`) and tracks the smallest number
//! that can be reached from it through nodes whose component is open (`low`). A node that reaches
//! nothing smaller than itself is the first of its component, which is everything that was entered
//! after it and is still open.
//!
//! Example: with `0 -> 1`, `1 -> 2`, `2 -> 1`, the walk enters 0, 1, 2. From 2 an edge leads to 1,
//! so `low[2]` is 1; back at 1, `low[1] == order[1]`, so `{1, 2}` is a component. `{0}` is the
//! next. Components are numbered from the innermost.

use crate::plan::model::{Definition, Id, Plan};

/// The graph of definitions: `edges_of` adds the targets of one definition.
pub(super) fn edges(plan: &Plan, edges_of: impl Fn(&Definition, &mut Vec<Id>)) -> Vec<Vec<Id>> {
    let definitions = plan.definitions.iter();
    definitions
        .map(|definition| {
            let mut found = Vec::new();
            edges_of(definition, &mut found);
            found
        })
        .collect()
}

/// Which definitions lie on a common cycle.
pub(super) struct Cycles {
    /// The number of each node's component.
    component: Vec<usize>,
    /// Whether a node has an edge to itself.
    own: Vec<bool>,
}

impl Cycles {
    /// Whether an edge from one to the other closes a cycle.
    pub(super) fn join(&self, from: Id, to: Id) -> bool {
        if from == to {
            return self.own.get(from) == Some(&true);
        }
        let component = self.component.get(from);
        component.is_some() && component == self.component.get(to)
    }

    /// Every node, after those that it leads to.
    pub(super) fn innermost_first(&self) -> Vec<Id> {
        let mut nodes: Vec<Id> = (0..self.component.len()).collect();
        nodes.sort_by_key(|node| self.component.get(*node));
        nodes
    }

    // Every index is a node's, and every vector has one entry for each node.
    #[allow(clippy::indexing_slicing)]
    pub(super) fn of(graph: &[Vec<Id>]) -> Self {
        const NONE: usize = usize::MAX;
        let nodes = graph.len();
        let mut order = vec![NONE; nodes];
        let mut low = vec![NONE; nodes];
        let mut component = vec![NONE; nodes];
        let mut open: Vec<Id> = Vec::new();
        let (mut counter, mut components) = (0, 0);
        for root in 0..nodes {
            if order[root] != NONE {
                continue;
            }
            let mut path: Vec<(Id, usize)> = vec![(root, 0)];
            while let Some((node, next)) = path.last_mut() {
                let node = *node;
                if *next == 0 && order[node] == NONE {
                    order[node] = counter;
                    low[node] = counter;
                    counter += 1;
                    open.push(node);
                }
                if let Some(&target) = graph[node].get(*next) {
                    *next += 1;
                    if target >= nodes {
                        continue;
                    }
                    if order[target] == NONE {
                        path.push((target, 0));
                    } else if component[target] == NONE {
                        low[node] = low[node].min(order[target]);
                    }
                    continue;
                }
                path.pop();
                if let Some((parent, _)) = path.last() {
                    low[*parent] = low[*parent].min(low[node]);
                }
                if low[node] == order[node] {
                    while let Some(member) = open.pop() {
                        component[member] = components;
                        if member == node {
                            break;
                        }
                    }
                    components += 1;
                }
            }
        }
        let own = graph.iter().enumerate();
        let own = own.map(|(node, targets)| targets.contains(&node)).collect();
        Self { component, own }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_of_one_cycle_are_joined() {
        let cycles = Cycles::of(&[vec![1], vec![2], vec![1], vec![3]]);
        assert!(cycles.join(1, 2) && cycles.join(2, 1));
        assert!(!cycles.join(0, 1));
        assert!(cycles.join(3, 3) && !cycles.join(1, 1));
    }

    #[test]
    fn what_is_inside_comes_first() {
        let order = Cycles::of(&[vec![1], vec![2], vec![], vec![0]]).innermost_first();
        assert_eq!(order, [2, 1, 0, 3]);
    }

    #[test]
    fn a_target_that_does_not_exist_is_ignored() {
        assert!(!Cycles::of(&[vec![7]]).join(0, 7));
    }
}
