#include "repl/options/trace_options.hpp"

#include "repl/complain.hpp"
#include "repl/options/trace_reading.hpp"
#include "repl/trace/tracing.hpp"

namespace spyglass {

int run_trace(int count, char** words) {
  const auto reading = read_trace_flags(count, words);
  if (!reading) {
    complain(reading.error().message);
    return 2;
  }
  return reading->helped ? 0 : trace_program(reading->request);
}

}  // namespace spyglass
