/// A cluster at rest: manifests and a few facts in, every object a real cluster would have out, and an oracle that follows requests
/// through them.
///
/// Start at `World`, then `Settler` and `Oracle`. Knows no check.
package io.binnacle.doctor.corpus.world;
