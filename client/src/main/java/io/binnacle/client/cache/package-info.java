/// What the API said last: collections followed by list and watch, readable as one consistent snapshot or handed on as they come.
///
/// Start at [io.binnacle.client.cache.ObjectCache], or [io.binnacle.client.cache.Follower]. A snapshot is immutable; a change publishes a whole new one. May use
/// `model`, `client` and `client.run`.
@NullMarked
package io.binnacle.client.cache;

import org.jspecify.annotations.NullMarked;
