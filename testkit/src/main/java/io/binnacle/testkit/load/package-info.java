/// Traffic for tests and benchmarks: an open-loop HTTP load at a fixed rate that counts every failure with its time and every
/// answer by the backend that gave it, a backend that says who it is, and the question whether a spread is even.
///
/// Start at [io.binnacle.testkit.load.LoadPlan]; [io.binnacle.testkit.load.HttpLoad] runs it in this process,
/// [io.binnacle.testkit.load.LoadProcess] in a child, which may live in another network namespace. Plain sockets on
/// purpose: `java.net.http` repeats a request whose connection failed, and here that failure is the result.
@NullMarked
package io.binnacle.testkit.load;

import org.jspecify.annotations.NullMarked;
