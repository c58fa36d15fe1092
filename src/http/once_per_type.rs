//! What is built once for each type.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Values by the types that they are of, such as validators; each is built once.
pub struct OncePerType<V>(RwLock<HashMap<TypeId, Arc<V>>>);

impl<V> Default for OncePerType<V> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<V> OncePerType<V> {
    /// The value of `T`.
    pub fn of<T: 'static>(&self, build: impl FnOnce() -> V) -> Arc<V> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).cloned();
        known.unwrap_or_else(|| {
            let mut validators = self.0.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(validators.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(build())))
        })
    }
}
