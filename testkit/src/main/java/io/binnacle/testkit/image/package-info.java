/// Container images for tests, made of this machine's files and Debian's packages, under the names users pull: where no
/// registry can be reached, `busybox:1.36` still runs.
///
/// Start at [io.binnacle.testkit.image.DebianImages]; `ImageBuilder` makes any other image. Images are files in
/// `target/images` at the root of the clone, made once and kept until their recipe changes.
@NullMarked
package io.binnacle.testkit.image;

import org.jspecify.annotations.NullMarked;
