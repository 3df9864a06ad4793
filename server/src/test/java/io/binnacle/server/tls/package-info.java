/// The certificates, with Bouncy Castle and the JDK's own path validation as independent judges.
@NullMarked
package io.binnacle.server.tls;

import org.jspecify.annotations.NullMarked;
