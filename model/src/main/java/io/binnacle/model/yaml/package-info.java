/// YAML as kubectl and the API server read and write it: version 1.1's idea of booleans and octal numbers, on top of a
/// parser for version 1.2.
///
/// Start at [io.binnacle.model.yaml.Yaml]. Pure; the only place that knows the YAML library. May use `model.tree` and
/// `model.meta`.
@NullMarked
package io.binnacle.model.yaml;

import org.jspecify.annotations.NullMarked;
