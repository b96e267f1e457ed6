//! Finds a cycle in a graph, in linear time and without recursion.

/// The numbers of one cycle in the order of its edges, beginning with the lowest; empty where there is none.
///
/// `needs` holds for each number those it points at.
pub(super) fn find(needs: &[Vec<usize>]) -> Vec<usize> {
    let stuck = stuck(needs);
    let Some(mut at) = stuck.iter().position(|&stuck| stuck) else {
        return Vec::new();
    };
    // Who is stuck points at somebody stuck: following that comes round again.
    let mut path = Vec::new();
    let mut position = vec![None; needs.len()];
    while let Some(seen @ None) = position.get_mut(at) {
        *seen = Some(path.len());
        path.push(at);
        let next = needs.get(at).into_iter().flatten();
        let Some(&next) = next
            .into_iter()
            .find(|&&next| stuck.get(next) == Some(&true))
        else {
            return Vec::new();
        };
        at = next;
    }
    let begin = position.get(at).copied().flatten().unwrap_or(0);
    let mut cycle = path.split_off(begin);
    let lowest = (0..cycle.len()).min_by_key(|&index| cycle.get(index));
    cycle.rotate_left(lowest.unwrap_or(0));
    cycle
}

/// Which numbers remain when those whose needs are all met are taken away again and again.
fn stuck(needs: &[Vec<usize>]) -> Vec<bool> {
    let mut unmet: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut needed_by = vec![Vec::new(); needs.len()];
    for (number, targets) in needs.iter().enumerate() {
        for &target in targets {
            if let Some(list) = needed_by.get_mut(target) {
                list.push(number);
            }
        }
    }
    let mut free: Vec<usize> = (0..needs.len())
        .filter(|&number| unmet.get(number) == Some(&0))
        .collect();
    while let Some(number) = free.pop() {
        for &waiting in needed_by.get(number).into_iter().flatten() {
            if let Some(count) = unmet.get_mut(waiting) {
                *count -= 1;
                if *count == 0 {
                    free.push(waiting);
                }
            }
        }
    }
    unmet.into_iter().map(|count| count > 0).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cycle_is_named_from_its_lowest_number() {
        // 0 leads into the cycle 1 → 3 → 2 → 1 without being a part of it.
        assert_eq!(
            find(&[vec![3], vec![3], vec![1], vec![2], vec![]]),
            [1, 3, 2]
        );
        assert_eq!(find(&[vec![0]]), [0]);
    }

    proptest! {
        #[test]
        fn what_points_only_forward_has_no_cycle(edges in prop::collection::vec((0_usize..30, 0_usize..30), 0..90)) {
            let mut needs = vec![Vec::new(); 30];
            for (a, b) in edges {
                if a != b {
                    needs[a.min(b)].push(a.max(b));
                }
            }
            prop_assert_eq!(find(&needs), Vec::<usize>::new());
        }

        #[test]
        fn what_is_found_is_a_cycle(edges in prop::collection::vec((0_usize..12, 0_usize..12), 0..40), ring in 1_usize..12) {
            let mut needs = vec![Vec::new(); 12];
            for (a, b) in edges {
                needs[a].push(b);
            }
            for (number, targets) in needs.iter_mut().take(ring).enumerate() {
                targets.push((number + 1) % ring);
            }
            let cycle = find(&needs);
            prop_assert!(!cycle.is_empty());
            for (index, number) in cycle.iter().enumerate() {
                prop_assert!(needs[*number].contains(&cycle[(index + 1) % cycle.len()]));
            }
        }
    }
}
