/// What a component has to say about an object, as Events of the API.
///
/// Start at [io.binnacle.client.events.EventRecorder].
@NullMarked
package io.binnacle.client.events;

import org.jspecify.annotations.NullMarked;
