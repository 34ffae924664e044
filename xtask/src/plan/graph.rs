//! What definitions contain which: cycles cut, unions told apart.

use std::collections::{HashMap, HashSet};

use super::{Alternative, Definition, Id, Kind, Plan, Shape, Type};

/// Makes the definitions such that Rust and the decoder can hold them.
pub(crate) fn untangle(plan: &mut Plan) {
    cut_empty_cycles(plan);
    wrap_recursive_aliases(plan);
    join_nulls(plan);
    name_deep_aliases(plan);
    tell_unions_apart(plan);
    cut_depth(plan);
    box_cycles(plan);
}

/// Null is one value, however many schemas on the way allow it.
fn join_nulls(plan: &mut Plan) {
    let targets: HashMap<Id, Shape> = (0..plan.definitions.len())
        .filter_map(|id| {
            let named = Shape::of(Type::Named(id));
            let mut target = plan.resolved(&named);
            // Cycles of aliases are cut, so that each step is another definition.
            for _ in 0..plan.definitions.len() {
                match &target.ty {
                    Type::Nullable(inner) => match plan.resolved(inner) {
                        within if matches!(within.ty, Type::Nullable(_)) => target = within,
                        _ => break,
                    },
                    _ => break,
                }
            }
            matches!(target.ty, Type::Nullable(_)).then(|| (id, target.clone()))
        })
        .collect();
    let parts = plan.definitions.iter_mut();
    let parts = parts.flat_map(|it| parts_mut(&mut it.kind));
    let bodies = plan.operations.iter_mut().flat_map(|operation| {
        let answers = operation.successes.iter_mut().chain(&mut operation.errors);
        let answers = answers.filter_map(|it| match &mut it.content {
            super::Content::Json(shape) => Some(shape),
            _ => None,
        });
        let body = operation.body.as_mut().map(|it| &mut it.shape);
        answers.chain(body)
    });
    for shape in parts.chain(bodies) {
        join_null(shape, &targets);
    }
}

fn join_null(shape: &mut Shape, targets: &HashMap<Id, Shape>) {
    match &mut shape.ty {
        Type::Nullable(inner) => {
            join_null(inner, targets);
            let known = match &inner.ty {
                Type::Named(id) => targets.get(id),
                Type::Nullable(_) => Some(&**inner),
                _ => None,
            };
            if let Some(known) = known {
                *shape = known.clone();
            }
        }
        Type::List(inner) | Type::Map(inner) | Type::Boxed(inner) => join_null(inner, targets),
        Type::Tuple(items) => items.iter_mut().for_each(|it| join_null(it, targets)),
        _ => {}
    }
}

/// Definitions that a shape names, and whether through a list or a map.
fn named(shape: &Shape, heap: bool, found: &mut Vec<(Id, bool)>) {
    match &shape.ty {
        Type::Named(id) => found.push((*id, heap)),
        Type::Nullable(inner) => named(inner, heap, found),
        Type::Boxed(inner) | Type::List(inner) | Type::Map(inner) => named(inner, true, found),
        Type::Tuple(items) => items.iter().for_each(|item| named(item, heap, found)),
        _ => {}
    }
}

/// The shapes that a definition is made of.
pub(crate) fn parts(kind: &Kind) -> Vec<&Shape> {
    match kind {
        Kind::Struct(it) => {
            let rest = match &it.rest {
                super::Rest::Kept(_, shape) => Some(shape),
                _ => None,
            };
            it.fields
                .iter()
                .map(|field| &field.shape)
                .chain(rest)
                .collect()
        }
        Kind::Union(it) => it.alternatives.iter().map(|it| &it.shape).collect(),
        Kind::Alias(shape) | Kind::Wrapper(shape) => vec![shape],
        Kind::Enum(_) => vec![],
    }
}

fn parts_mut(kind: &mut Kind) -> Vec<&mut Shape> {
    match kind {
        Kind::Struct(it) => {
            let rest = match &mut it.rest {
                super::Rest::Kept(_, shape) => Some(shape),
                _ => None,
            };
            let fields = it.fields.iter_mut().map(|field| &mut field.shape);
            fields.chain(rest).collect()
        }
        Kind::Union(it) => it.alternatives.iter_mut().map(|it| &mut it.shape).collect(),
        Kind::Alias(shape) | Kind::Wrapper(shape) => vec![shape],
        Kind::Enum(_) => vec![],
    }
}

/// Every definition that a definition names.
pub(crate) fn mentions(kind: &Kind) -> Vec<Id> {
    let mut found = Vec::new();
    parts(kind)
        .into_iter()
        .for_each(|shape| named(shape, false, &mut found));
    found.into_iter().map(|(id, _)| id).collect()
}

fn edges(plan: &Plan, of: impl Fn(&Definition, &mut Vec<Id>)) -> Vec<Vec<Id>> {
    let definitions = plan.definitions.iter();
    definitions
        .map(|definition| {
            let mut found = Vec::new();
            of(definition, &mut found);
            found
        })
        .collect()
}

/// A union or alias that leads back to itself with nothing around it says nothing there.
fn cut_empty_cycles(plan: &mut Plan) {
    for aliases_too in [false, true] {
        let graph = edges(plan, |definition, found| {
            if let Kind::Union(_) | Kind::Alias(_) = definition.kind {
                found.extend(parts(&definition.kind).into_iter().filter_map(bare));
            }
        });
        let cycles = Cycles::of(&graph);
        for (id, definition) in plan.definitions.iter_mut().enumerate() {
            match &mut definition.kind {
                Kind::Union(union) => union
                    .alternatives
                    .retain(|it| bare(&it.shape).is_none_or(|target| !cycles.join(id, target))),
                Kind::Alias(shape)
                    if aliases_too && bare(shape).is_some_and(|target| cycles.join(id, target)) =>
                {
                    *shape = Shape::of(Type::Any);
                }
                _ => {}
            }
        }
    }
}

/// The definition that a shape is, null aside.
fn bare(shape: &Shape) -> Option<Id> {
    match &shape.ty {
        Type::Named(id) => Some(*id),
        Type::Nullable(inner) => bare(inner),
        _ => None,
    }
}

/// `type A = Vec<A>` is not Rust; `struct A(Vec<A>)` is.
fn wrap_recursive_aliases(plan: &mut Plan) {
    let graph = edges(plan, |definition, found| {
        if let Kind::Alias(_) = definition.kind {
            found.extend(mentions(&definition.kind));
        }
    });
    let cycles = Cycles::of(&graph);
    for (id, definition) in plan.definitions.iter_mut().enumerate() {
        if let Kind::Alias(shape) = &definition.kind
            && graph
                .get(id)
                .is_some_and(|targets| targets.iter().any(|it| cycles.join(id, *it)))
        {
            definition.kind = Kind::Wrapper(shape.clone());
        }
    }
}

/// Aliases of aliases that nest deeper than this get a type of their own.
const ALIASES: usize = 16;

/// rustc, and whoever follows aliases here, goes only so deep.
fn name_deep_aliases(plan: &mut Plan) {
    let graph = edges(plan, |definition, found| {
        if let Kind::Alias(_) = definition.kind {
            found.extend(mentions(&definition.kind));
        }
    });
    let mut depths = vec![0; plan.definitions.len()];
    for id in Cycles::of(&graph).innermost_first() {
        let Some(Kind::Alias(shape)) = plan.definitions.get(id).map(|it| &it.kind) else {
            continue;
        };
        let inner = graph.get(id).into_iter().flatten();
        let inner = inner.filter_map(|it| depths.get(*it)).max();
        let depth = 1 + shape.nesting() + inner.copied().unwrap_or_default();
        match (depth > ALIASES, plan.definitions.get_mut(id)) {
            (true, Some(definition)) => {
                if let Kind::Alias(shape) = &definition.kind {
                    definition.kind = Kind::Wrapper(shape.clone());
                }
            }
            _ => {
                if let Some(place) = depths.get_mut(id) {
                    *place = depth;
                }
            }
        }
    }
}

/// Drops alternatives that are the same type under another name, and finds each one's tags.
fn tell_unions_apart(plan: &mut Plan) {
    let schemas = plan.definitions.iter().filter_map(|it| it.schema.clone());
    let schemas: HashSet<String> = schemas.collect();
    for id in 0..plan.definitions.len() {
        let Some(Kind::Union(union)) = plan.definitions.get(id).map(|it| it.kind.clone()) else {
            continue;
        };
        let mut union = union;
        let mut kept: Vec<Alternative> = Vec::with_capacity(union.alternatives.len());
        for alternative in union.alternatives {
            match kept
                .iter_mut()
                .find(|it| plan.same_type(&it.shape, &alternative.shape))
            {
                Some(same) => {
                    same.tags.extend(alternative.tags);
                    // What either asks is not asked of both.
                    if same.shape != alternative.shape {
                        same.shape = without_rules(&same.shape);
                    }
                }
                None => kept.push(alternative),
            }
        }
        // An open enum of texts keeps every text.
        let texts = |it: &Alternative| match plan.resolved(&it.shape).ty {
            Type::Named(id) => matches!(
                plan.definitions.get(id).map(|it| &it.kind),
                Some(Kind::Enum(it)) if it.texts
            ),
            _ => false,
        };
        if kept.iter().filter(|it| texts(it)).count() == 1 {
            kept.retain(|it| plan.resolved(&it.shape).ty != Type::Text);
        }
        if let Some(tag) = &union.tag {
            for alternative in &mut kept {
                let (constants, known) =
                    constants(plan, &alternative.shape, tag, 8, &mut HashSet::new());
                alternative.lacks_tag = !known;
                // The schema's name is the tag only where the schema does not say better.
                if !constants.is_empty() {
                    let guessed = match alternative.tags.as_slice() {
                        [only] => schemas.contains(only),
                        _ => false,
                    };
                    if guessed {
                        alternative.tags.clear();
                    }
                    let mut known: HashSet<String> = alternative.tags.iter().cloned().collect();
                    for constant in constants {
                        if known.insert(constant.clone()) {
                            alternative.tags.push(constant);
                        }
                    }
                }
            }
            let mut uses: HashMap<String, usize> = HashMap::new();
            for tag in kept.iter().flat_map(|it| &it.tags) {
                *uses.entry(tag.clone()).or_default() += 1;
            }
            for alternative in &mut kept {
                alternative.tags.dedup();
                // A tag that two alternatives share selects neither.
                alternative.tags.retain(|tag| uses.get(tag) == Some(&1));
            }
            let owners: Vec<Id> = kept
                .iter()
                .filter_map(|it| bare(plan.resolved(&it.shape)))
                .collect();
            for owner in owners {
                if let Some(Kind::Struct(owner)) =
                    plan.definitions.get_mut(owner).map(|it| &mut it.kind)
                {
                    let fields = owner.fields.iter_mut();
                    fields
                        .filter(|field| field.wire == *tag)
                        .for_each(|field| field.tag = true);
                }
            }
        }
        union.alternatives = kept;
        let only = match union.alternatives.as_slice() {
            [] => Some(Shape::of(Type::Any)),
            [only] if !union.open => Some(only.shape.clone()),
            _ => None,
        };
        if let Some(definition) = plan.definitions.get_mut(id) {
            definition.kind = only.map_or(Kind::Union(union), Kind::Alias);
        }
    }
    // An alias made just now may close a circle.
    wrap_recursive_aliases(plan);
    name_deep_aliases(plan);
}

impl Plan {
    /// Whether two shapes are one type in Rust.
    fn same_type(&self, a: &Shape, b: &Shape) -> bool {
        match (&self.resolved(a).ty, &self.resolved(b).ty) {
            (Type::Nullable(a), Type::Nullable(b))
            | (Type::Boxed(a), Type::Boxed(b))
            | (Type::List(a), Type::List(b))
            | (Type::Map(a), Type::Map(b)) => self.same_type(a, b),
            (Type::Tuple(a), Type::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same_type(a, b))
            }
            (Type::Bool(_), Type::Bool(_)) => true,
            (a, b) => a == b,
        }
    }
}

/// The type alone.
fn without_rules(shape: &Shape) -> Shape {
    let inner = |shape: &Shape| Box::new(without_rules(shape));
    Shape::of(match &shape.ty {
        Type::Nullable(it) => Type::Nullable(inner(it)),
        Type::Boxed(it) => Type::Boxed(inner(it)),
        Type::List(it) => Type::List(inner(it)),
        Type::Map(it) => Type::Map(inner(it)),
        Type::Tuple(items) => Type::Tuple(items.iter().map(without_rules).collect()),
        Type::Bool(_) => Type::Bool(None),
        other => other.clone(),
    })
}

/// The values that the property `tag` can have in a shape, and whether it has the property.
fn constants(
    plan: &Plan,
    shape: &Shape,
    tag: &str,
    depth: usize,
    seen: &mut HashSet<Id>,
) -> (Vec<String>, bool) {
    let Type::Named(id) = plan.resolved(shape).ty else {
        return (vec![], true);
    };
    // Each union once, and no deeper than anybody nests them.
    let Some(depth) = depth.checked_sub(1).filter(|_| seen.insert(id)) else {
        return (vec![], true);
    };
    match plan.definitions.get(id).map(|it| &it.kind) {
        Some(Kind::Struct(it)) => {
            let Some(field) = it.fields.iter().find(|field| field.wire == tag) else {
                return (vec![], false);
            };
            let values = match &plan.resolved(&field.shape).ty {
                Type::Named(id) => match plan.definitions.get(*id).map(|it| &it.kind) {
                    Some(Kind::Enum(it)) => {
                        it.variants.iter().map(|it| literal(&it.value)).collect()
                    }
                    _ => vec![],
                },
                Type::Bool(Some(value)) => vec![value.to_string()],
                _ => vec![],
            };
            (values, true)
        }
        Some(Kind::Union(it)) => {
            let inner = it.alternatives.iter();
            let values = inner.flat_map(|it| constants(plan, &it.shape, tag, depth, seen).0);
            (values.collect(), true)
        }
        _ => (vec![], true),
    }
}

fn literal(value: &serde_json::Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    }
}

/// Types within types, the named ones counted too, that rustc follows with the recursion limit of
/// `diga-api`.
const DEEPEST: usize = 100;

/// What lies deeper than rustc goes is left as JSON.
fn cut_depth(plan: &mut Plan) {
    let graph = edges(plan, |definition, found| {
        found.extend(mentions(&definition.kind))
    });
    let cycles = Cycles::of(&graph);
    let mut depths: Vec<usize> = vec![0; plan.definitions.len()];
    for id in cycles.innermost_first() {
        let mut deepest = 0;
        let Some(definition) = plan.definitions.get_mut(id) else {
            continue;
        };
        for shape in parts_mut(&mut definition.kind) {
            let mut found = Vec::new();
            named(shape, false, &mut found);
            let below = found.iter().filter(|(inner, _)| !cycles.join(id, *inner));
            let below = below.filter_map(|(inner, _)| depths.get(*inner)).max();
            let depth = 1 + shape.nesting() + below.copied().unwrap_or_default();
            match depth > DEEPEST {
                true => *shape = Shape::of(Type::Any),
                false => deepest = deepest.max(depth),
            }
        }
        if let Some(place) = depths.get_mut(id) {
            *place = deepest;
        }
        // A union with any value among its alternatives is any value.
        if let Kind::Union(union) = &definition.kind
            && union.alternatives.iter().any(|it| it.shape.ty == Type::Any)
        {
            definition.kind = Kind::Alias(Shape::of(Type::Any));
        }
    }
}

/// A type that contains itself needs a box on the way.
fn box_cycles(plan: &mut Plan) {
    let graph = edges(plan, |definition, found| {
        let mut all = Vec::new();
        parts(&definition.kind)
            .into_iter()
            .for_each(|shape| named(shape, false, &mut all));
        found.extend(all.into_iter().filter(|(_, heap)| !heap).map(|(id, _)| id));
    });
    let cycles = Cycles::of(&graph);
    for (id, definition) in plan.definitions.iter_mut().enumerate() {
        let joined = |target: Id| cycles.join(id, target);
        match &mut definition.kind {
            Kind::Struct(it) => {
                let shapes = it.fields.iter_mut().map(|field| &mut field.shape);
                shapes.for_each(|shape| put_in_boxes(shape, &joined));
            }
            Kind::Union(it) => {
                let shapes = it.alternatives.iter_mut().map(|it| &mut it.shape);
                shapes.for_each(|shape| put_in_boxes(shape, &joined));
            }
            Kind::Wrapper(shape) => put_in_boxes(shape, &joined),
            Kind::Alias(_) | Kind::Enum(_) => {}
        }
    }
}

fn put_in_boxes(shape: &mut Shape, joined: &impl Fn(Id) -> bool) {
    match &mut shape.ty {
        Type::Named(id) if joined(*id) => {
            *shape = Shape::of(Type::Boxed(Box::new(shape.clone())));
        }
        Type::Nullable(inner) => put_in_boxes(inner, joined),
        Type::Tuple(items) => items.iter_mut().for_each(|item| put_in_boxes(item, joined)),
        _ => {}
    }
}

/// Which definitions lie on a common cycle: Tarjan's strongly connected components, without
/// recursion.
struct Cycles {
    component: Vec<usize>,
    own: Vec<bool>,
}

impl Cycles {
    /// Whether an edge from one to the other closes a cycle.
    fn join(&self, from: Id, to: Id) -> bool {
        match from == to {
            true => self.own.get(from) == Some(&true),
            false => {
                self.component.get(from).is_some()
                    && self.component.get(from) == self.component.get(to)
            }
        }
    }

    /// Every node, after those that it leads to.
    fn innermost_first(&self) -> Vec<Id> {
        let mut nodes: Vec<Id> = (0..self.component.len()).collect();
        nodes.sort_by_key(|node| self.component.get(*node));
        nodes
    }

    #[allow(clippy::indexing_slicing)] // Every index is a node's, and every vector has one entry a node.
    fn of(graph: &[Vec<Id>]) -> Self {
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
