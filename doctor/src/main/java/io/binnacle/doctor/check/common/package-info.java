/// What several checks, and what tells about them, need: words for findings ([io.binnacle.doctor.check.common.Words]), times that
/// objects state ([io.binnacle.doctor.check.common.Moments]), slips of the pen ([io.binnacle.doctor.check.common.Likeness],
/// [io.binnacle.doctor.check.common.Near]), places in objects that a person can edit ([io.binnacle.doctor.check.common.Spot]) and how Pods
/// ask for names ([io.binnacle.doctor.check.common.Resolver]). Pure; knows no check.
@NullMarked
package io.binnacle.doctor.check.common;

import org.jspecify.annotations.NullMarked;
