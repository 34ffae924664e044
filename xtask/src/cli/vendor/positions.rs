//! Methods and paths of the operations in a lock of version 1, which does not have them.

use serde_json::Value;
use xtask::Lock;
use xtask::openapi::method::is_method;

/// Adds the methods and paths from the document that the lock was written for, so that an operation
/// is recognized in the next document by these too.
pub(super) fn complete(lock: &mut Lock, vendored: &Value) {
    let paths = vendored.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let item = item.as_object();
        let operations = item.into_iter().flatten().filter(|(key, _)| is_method(key));
        for (method, operation) in operations {
            let id = operation.get("operationId").and_then(Value::as_str);
            let names = id.and_then(|id| lock.decisions.operations.get_mut(id.trim()));
            if let Some(names) = names.filter(|names| names.path.is_empty()) {
                method.clone_into(&mut names.method);
                path.clone_into(&mut names.path);
            }
        }
    }
}
