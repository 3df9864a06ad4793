/// What two other tools would report of a Service, their rules told anew.
package io.binnacle.doctor.corpus.baseline;
