/// Empties namespaces that are being deleted, then lets them go.
@NullMarked
package io.binnacle.control.namespace;

import org.jspecify.annotations.NullMarked;
