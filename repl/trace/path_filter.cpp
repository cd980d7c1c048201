#include "repl/trace/path_filter.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>

#include "core/report/text.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass {

namespace {

std::string quoted(std::string_view path) {
  std::string text;
  append_quoted(text, path, false);
  return text;
}

/// Without links and dots; empty when there is no such file.
std::string resolved(const std::string& path) {
  const std::unique_ptr<char, decltype(&free)> real(realpath(path.c_str(), nullptr), free);
  return real ? real.get() : std::string{};
}

}  // namespace

PathFilter::PathFilter(const std::vector<std::string>& paths, bool quiet) {
  for (const std::string& path : paths) {
    paths_.insert(path);
    std::string real = resolved(path);
    if (real.empty() || real == path) continue;
    if (!quiet) {
      fmt::print(stderr, "spyglass: Requested path {} resolved into {}\n", quoted(path),
                 quoted(real));
    }
    paths_.insert(std::move(real));
  }
}

bool PathFilter::concerns(Tid thread, const Value& value) const {
  if (const auto* descriptor = value.as<value::Descriptor>()) {
    if (descriptor->number < 0) return false;
    const auto open = open_path(thread, descriptor->number);
    return open && paths_.contains(open->path);
  }
  const auto any = [&](const auto& values) {
    return std::ranges::any_of(values, [&](const Value& one) { return concerns(thread, one); });
  };
  if (const auto* array = value.as<value::Array>()) return any(array->elements);
  if (const auto* structure = value.as<value::Struct>()) {
    return std::ranges::any_of(structure->fields, [&](const value::Field& field) {
      return concerns(thread, field.value);
    });
  }
  return false;
}

bool PathFilter::concerns(const Call& call) const {
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Value& value = call.arguments[i];
    const auto* text = value.as<value::Text>();
    const bool is_path = text != nullptr && call.kinds[i] == &kinds::path;
    if (is_path ? paths_.contains(text->bytes) : concerns(call.thread, value)) return true;
  }
  return false;
}

bool PathFilter::shows(const Trace::Step& step) {
  if (std::holds_alternative<event::CallEntry>(step.stop.event)) {
    const bool concerned = concerns(*step.call);
    if (concerned) shown_.insert(step.call);
    return concerned;
  }
  return shown_.erase(step.call) != 0;
}

}  // namespace spyglass
