#pragma once

#include "core/wire/wire_log.hpp"
#include "repl/trace/request.hpp"

namespace spyglass {

/// Traces a program, or tells a recording again, and writes what passed through its sockets of TCP
/// and UDP as packets to `request.output`. The exit status, as of trace_program().
int run_pcap(TraceRequest request);

/// The same of what has been said already. What was written, in a sentence or two, with the file by
/// the name that it was asked for.
Result<std::string> write_pcap(const std::string& path, const std::string& name, const WireLog& log,
                               const std::string& about);

}  // namespace spyglass
