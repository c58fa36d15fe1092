//! Shapes that are kept.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::shape::Shape;

/// Shapes by the types that they are of, each built once.
#[derive(Default)]
pub struct Shapes(RwLock<HashMap<TypeId, Arc<Shape>>>);

impl Shapes {
    /// The shape of `T`.
    pub fn of<T: 'static>(&self, build: impl FnOnce() -> Shape) -> Arc<Shape> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).cloned();
        known.unwrap_or_else(|| {
            let mut shapes = self.0.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(shapes.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(build())))
        })
    }
}
