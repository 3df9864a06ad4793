/// What every controller is given and is: [io.binnacle.control.core.Controller] and its
/// [io.binnacle.control.core.ControllerContext].
@NullMarked
package io.binnacle.control.core;

import org.jspecify.annotations.NullMarked;
