/// Worlds and faults written by somebody who had not seen a check nor heard the doctor, to be scored once.
///
/// Worlds are in `corpus/fresh/worlds`, cases in `corpus/fresh/cases`; `Script` says how to read those.
package io.binnacle.doctor.corpus.fresh;
