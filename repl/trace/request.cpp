#include "repl/trace/request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/tuning/tuning.hpp"

namespace spyglass {

Result<Sinks> open_sinks(const TraceRequest& request) {
  if (request.output.empty() && request.to_standard_output) return Sinks::to_standard_output();
  return Sinks::open(request.output, request.append, request.separately);
}

DecodeRules TraceRequest::rules() const {
  DecodeRules rules = decode;
  const bool only_counts = summary && !lines && form == Form::text && !debug && record.empty() &&
                           paths.empty() && injections.empty();
  if (!only_counts) return rules;
  const bool tunes = !untuned && recording.empty();
  rules.only_named =
      tunes ? CallSet::parse(fmt::format("!{}", fmt::join(Tuning::looks_into(), ","))).value()
            : CallSet::all();
  return rules;
}

}  // namespace spyglass
