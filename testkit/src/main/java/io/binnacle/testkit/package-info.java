/// What tests of several modules share: running programs, a whole Binnacle as a child process, and transcripts of stories.
///
/// Start at [io.binnacle.testkit.Transcript]. Test scope only.
@NullMarked
package io.binnacle.testkit;

import org.jspecify.annotations.NullMarked;
