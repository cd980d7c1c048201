#include "repl/trace/path_filter.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>

#include "core/report/text.hpp"
#include "core/syscalls/kinds.hpp"
#include "repl/complain.hpp"

namespace spyglass {

namespace {

std::string in_quotes(std::string_view path) {
  std::string text;
  append_quoted(text, path, false);
  return text;
}

/// Without links and dots; empty when there is no such file.
std::string resolved(const std::string& path) {
  const std::unique_ptr<char, decltype(&free)> real(realpath(path.c_str(), nullptr), free);
  return real ? real.get() : std::string{};
}

/// Arguments that look like a path or a descriptor of the program, and lead nowhere: what a link
/// will say, descriptors of other processes.
struct NoAccess {
  std::string_view call;
  std::size_t argument;
};
constexpr NoAccess no_accesses[] = {
    {"symlink", 0}, {"symlinkat", 0}, {"pidfd_getfd", 1}, {"kcmp", 3}, {"kcmp", 4}};

bool is_no_access(const Call& call, std::size_t argument) {
  return std::ranges::any_of(no_accesses, [&](const NoAccess& one) {
    return one.call == call.name && one.argument == argument;
  });
}

}  // namespace

PathFilter::PathFilter(const std::vector<std::string>& paths, bool quiet) {
  for (const std::string& path : paths) {
    paths_.insert(path);
    std::string real = resolved(path);
    if (real.empty() || real == path) continue;
    if (!quiet) {
      complain(fmt::format("Requested path {} resolved into {}", in_quotes(path), in_quotes(real)));
    }
    paths_.insert(std::move(real));
  }
}

bool PathFilter::is_open_on_one(const Trace::Step& step, const Value& value) const {
  const auto* descriptor = value.as<value::Descriptor>();
  if (descriptor == nullptr || descriptor->number < 0) return false;
  const auto open = open_path(step.stop.thread, descriptor->number, *step.source);
  return open && paths_.contains(open->path);
}

bool PathFilter::concerns(const Trace::Step& step, const Value& value) const {
  const auto* list = value.as<value::Array>();
  if (list == nullptr) return is_open_on_one(step, value);
  // What poll(2) and select(2) take. Descriptors deeper inside, in messages, are passed on only.
  return std::ranges::any_of(list->elements, [&](const Value& element) {
    const auto* members = element.as<value::Struct>();
    if (members == nullptr) return is_open_on_one(step, element);
    return std::ranges::any_of(members->fields, [&](const value::Field& field) {
      return is_open_on_one(step, field.value);
    });
  });
}

bool PathFilter::concerns(const Trace::Step& step) const {
  const Call& call = *step.call;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Value& value = call.arguments[i];
    if (is_no_access(call, i)) continue;
    const auto* text = value.as<value::Text>();
    const bool is_path = text != nullptr && call.kinds[i] == &kinds::path;
    if (is_path ? paths_.contains(std::string_view(text->bytes)) : concerns(step, value))
      return true;
  }
  return false;
}

bool PathFilter::shows(const Trace::Step& step) {
  if (std::holds_alternative<event::CallEntry>(step.stop.event)) {
    const bool concerned = concerns(step);
    if (concerned) shown_.insert(step.call);
    return concerned;
  }
  return shown_.erase(step.call) != 0;
}

}  // namespace spyglass
