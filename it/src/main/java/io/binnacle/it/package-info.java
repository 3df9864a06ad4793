/// Whole-system tests with real clients; test scope only.
@NullMarked
package io.binnacle.it;

import org.jspecify.annotations.NullMarked;
