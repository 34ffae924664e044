//! From a path to the file that defines what it names, through every re-export.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{Id, Module, Tree};

/// What a path names.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    Module(Id),
    /// An item of a module, or what belongs to one: a variant, an associated function.
    Item(Id, String),
    /// It comes from another crate.
    Foreign,
}

/// Which file names what of which: (from, to) to names.
pub(crate) type References = BTreeMap<(String, String), BTreeSet<String>>;

/// Resolutions under way, so that imports that name each other end.
type Visited = BTreeSet<(Id, Vec<String>)>;

/// Every reference between two files of the tree.
pub(crate) fn references(tree: &Tree) -> References {
    let mut references = References::new();
    for (id, module) in tree.modules.iter().enumerate() {
        for path in &module.paths {
            if let Some(target) = tree.resolve(id, path, &mut Visited::new()) {
                tree.refer(&mut references, id, &target);
            }
        }
        for import in &module.imports {
            let Some(target) = tree.resolve(id, &import.path, &mut Visited::new()) else {
                continue;
            };
            // A module that re-exports its children does not use them; where it does, the name
            // stands among its paths.
            if import.reexport && tree.is_within(&target, id) {
                continue;
            }
            if import.name.is_some() {
                tree.refer(&mut references, id, &target);
            } else if let Target::Module(glob) = target {
                tree.refer_all(&mut references, id, glob);
            }
        }
    }
    references
}

impl Tree {
    fn resolve(&self, from: Id, path: &[String], visited: &mut Visited) -> Option<Target> {
        if !visited.insert((from, path.to_vec())) {
            return None;
        }
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => self.root(from),
            "self" => from,
            "super" => self.modules[from].parent?,
            _ => {
                let library = self.libraries.get(first);
                return self
                    .member(from, path, visited)
                    .or_else(|| library.map(|library| self.below(*library, rest, visited)));
            }
        };
        while let [name, others @ ..] = rest
            && name == "super"
        {
            at = self.modules[at].parent?;
            rest = others;
        }
        Some(self.below(at, rest, visited))
    }

    /// What a path names that starts in this module. What is not found there comes from a macro of
    /// the module, so it is the module's own.
    fn below(&self, at: Id, path: &[String], visited: &mut Visited) -> Target {
        match path.first() {
            None => Target::Module(at),
            Some(name) => self
                .member(at, path, visited)
                .unwrap_or_else(|| Target::Item(at, name.clone())),
        }
    }

    fn member(&self, at: Id, path: &[String], visited: &mut Visited) -> Option<Target> {
        let (name, rest) = path.split_first()?;
        let module = &self.modules[at];
        let child = module.children.get(name);
        // A module and a function may share a name; before `::` stands the module.
        if let Some(child) = child
            && !rest.is_empty()
        {
            return Some(self.below(*child, rest, visited));
        }
        if module.items.contains(name) {
            return Some(Target::Item(at, name.clone()));
        }
        if let Some(target) = self.imported(at, module, path, visited) {
            return Some(target);
        }
        if let Some(child) = child {
            return Some(Target::Module(*child));
        }
        module
            .imports
            .iter()
            .filter(|import| import.name.is_none())
            .find_map(|glob| match self.resolve(at, &glob.path, visited)? {
                Target::Module(glob) => self.member(glob, path, visited),
                _ => None,
            })
    }

    fn imported(
        &self,
        at: Id,
        module: &Module,
        path: &[String],
        visited: &mut Visited,
    ) -> Option<Target> {
        let (name, rest) = path.split_first()?;
        let mut found = None;
        for import in &module.imports {
            if import.name.as_ref() != Some(name) {
                continue;
            }
            match self.resolve(at, &import.path, visited) {
                Some(Target::Module(module)) => return Some(self.below(module, rest, visited)),
                Some(Target::Foreign) | None => found = Some(Target::Foreign),
                item => return item,
            }
        }
        found
    }

    fn root(&self, mut at: Id) -> Id {
        while let Some(parent) = self.modules[at].parent {
            at = parent;
        }
        at
    }

    fn is_within(&self, target: &Target, ancestor: Id) -> bool {
        let (Target::Module(id) | Target::Item(id, _)) = target else {
            return false;
        };
        let mut at = Some(*id);
        while let Some(id) = at {
            if id == ancestor {
                return true;
            }
            at = self.modules[id].parent;
        }
        false
    }

    /// Only items count: what is reached through a module is a path of its own.
    fn refer(&self, references: &mut References, from: Id, target: &Target) {
        if let Target::Item(to, name) = target {
            let (from, to) = (&self.modules[from].file, &self.modules[*to].file);
            if from != to {
                let names = references.entry((from.clone(), to.clone())).or_default();
                names.insert(name.clone());
            }
        }
    }

    /// A glob may use everything that the module has and re-exports.
    fn refer_all(&self, references: &mut References, from: Id, glob: Id) {
        let module = &self.modules[glob];
        if !module.items.is_empty() {
            self.refer(references, from, &Target::Item(glob, "*".to_owned()));
        }
        for import in module.imports.iter().filter(|import| import.reexport) {
            if let Some(target) = self.resolve(glob, &import.path, &mut Visited::new()) {
                self.refer(references, from, &target);
            }
        }
    }
}
