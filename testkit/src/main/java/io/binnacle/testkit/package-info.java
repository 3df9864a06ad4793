/// Test scope only: the fake clock and scheduler, transcripts, and what tests of several modules share.
@NullMarked
package io.binnacle.testkit;

import org.jspecify.annotations.NullMarked;
