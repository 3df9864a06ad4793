/// How results are written: under what conditions, with what spread, in what columns.
///
/// Start at [io.binnacle.bench.report.Figures].
@NullMarked
package io.binnacle.bench.report;

import org.jspecify.annotations.NullMarked;
