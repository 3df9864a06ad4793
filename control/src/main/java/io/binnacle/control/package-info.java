/// The controllers: each a pure planner with a thin shell.
@NullMarked
package io.binnacle.control;

import org.jspecify.annotations.NullMarked;
