//! Validators that are built once.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::schema_validator::SchemaValidator;

/// Validators by the types that they are of, each built once.
#[derive(Default)]
pub struct SchemaValidators(RwLock<HashMap<TypeId, Arc<SchemaValidator>>>);

impl SchemaValidators {
    /// The validator of `T`.
    pub fn of<T: 'static>(&self, build: impl FnOnce() -> SchemaValidator) -> Arc<SchemaValidator> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).cloned();
        known.unwrap_or_else(|| {
            let mut validators = self.0.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(validators.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(build())))
        })
    }
}
