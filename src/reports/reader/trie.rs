//! Words found by their characters.

use std::collections::HashMap;

use super::page::Page;

/// Words with a number each.
#[derive(Default)]
pub struct Trie {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    next: HashMap<char, usize>,
    word: Option<usize>,
}

impl Trie {
    /// Adds a word. What was there keeps its number, which is returned.
    pub fn insert(&mut self, word: &str, number: usize) -> usize {
        let mut at = 0;
        self.grown(0);
        for char in word.chars() {
            let fresh = self.nodes.len();
            let next = self.nodes.get_mut(at).map_or(fresh, |node| *node.next.entry(char).or_insert(fresh));
            self.grown(next);
            at = next;
        }
        self.nodes.get_mut(at).map_or(number, |node| *node.word.get_or_insert(number))
    }

    fn grown(&mut self, to: usize) {
        while self.nodes.len() <= to {
            self.nodes.push(Node::default());
        }
    }

    /// The longest word that begins at a position: its end and number.
    #[must_use]
    pub fn longest(&self, page: &Page, at: usize) -> Option<(usize, usize)> {
        let mut found = None;
        self.each(page, at, |end, word| found = Some((end, word)));
        found
    }

    /// All words that begin at a position, the shortest first: end and number of each.
    pub fn each(&self, page: &Page, at: usize, mut with: impl FnMut(usize, usize)) {
        let (mut node, mut end) = (self.nodes.first(), at);
        while let Some(next) = node.and_then(|node| node.next.get(&page.at(end))) {
            end += 1;
            node = self.nodes.get(*next);
            if let Some(word) = node.and_then(|node| node.word) {
                with(end, word);
            }
        }
    }
}
