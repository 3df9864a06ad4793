package io.binnacle.client.node;

import io.binnacle.client.node.NodeAgent.PodRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which part of a container's log, and how.
///
/// @param follow go on as the container writes
/// @param previous the log of the instance before the last restart
/// @param since nothing written before this moment; null for all
/// @param tailLines at most so many lines from the end; null for all, ≥ 0
/// @param limitBytes stop after so many bytes; null for no limit, ≥ 1
/// @param timestamps begin each line with its time (RFC 3339, nanoseconds) and a space
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod">Pod log</a>
public record LogRequest(
    PodRef pod,
    String container,
    boolean follow,
    boolean previous,
    @Nullable Instant since,
    @Nullable Long tailLines,
    @Nullable Long limitBytes,
    boolean timestamps) {}
