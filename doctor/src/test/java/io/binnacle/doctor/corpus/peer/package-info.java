/// Two other tools, run as they are: an API that shows them a world, and what they say of it.
package io.binnacle.doctor.corpus.peer;
