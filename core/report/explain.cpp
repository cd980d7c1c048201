#include "core/report/explain.hpp"

#include <fmt/format.h>

#include "core/report/text.hpp"
#include "core/syscalls/errors.hpp"

namespace spyglass {

namespace {

/// How many bytes a call that moves bytes was asked to move: the size that belongs to its buffer.
std::optional<std::uint64_t> bytes_asked_for(const Call& call) {
  const auto arguments = call.row->argument_list();
  for (const Argument& argument : arguments) {
    if (argument.size_from < 0) continue;
    const auto index = static_cast<std::size_t>(argument.size_from);
    if (index >= call.argument_values.size()) continue;
    if (arguments[index].name == "count" || arguments[index].name == "len" ||
        arguments[index].name == "size") {
      return call.argument_values[index];
    }
  }
  return std::nullopt;
}

std::string explain_bytes(const Call& call, std::int64_t moved) {
  const auto asked = bytes_asked_for(call);
  const std::string_view noun = moved == 1 ? "byte" : "bytes";
  if (!asked) return fmt::format("{} {}", moved, noun);
  if (static_cast<std::uint64_t>(moved) == *asked) {
    return moved == 1 ? "the one byte that was asked for"
                      : fmt::format("all {} bytes that were asked for", moved);
  }
  if (moved == 0) return "nothing: for a reader this is the end";
  return fmt::format("{} {} of the {} that were asked for", moved, noun, *asked);
}

/// Most rows can only say that it is 0.
std::string explain_zero(const Row& row) {
  const bool says_more = !row.returned.empty() && row.returned != "0";
  return std::string(says_more ? row.returned : nothing_to_say);
}

}  // namespace

std::string explain_error(const Row* row, Errno error) {
  const ErrorRow* known = find_error(error);
  if (known == nullptr) return fmt::format("error {}, which has no name", error.value());
  if (row != nullptr) {
    for (const ErrorNote& note : row->errors) {
      if (note.name == known->name) return fmt::format("{}: {}", known->name, note.why);
    }
  }
  return fmt::format("{}: {}", known->name, known->sentence);
}

std::string explain_result(const Call& call) {
  if (call.no_return || call.never_returns()) return "it does not come back";
  if (!call.result) return {};
  if (is_restart(*call.result)) {
    return "a signal broke it off: the kernel will restart it, or the program gets EINTR";
  }
  if (const auto error = call.error()) return explain_error(call.row, *error);
  if (call.row == nullptr) return {};
  switch (call.row->returns) {
    case Returns::bytes: return explain_bytes(call, *call.result);
    case Returns::zero: return explain_zero(*call.row);
    default: return std::string(call.row->returned);
  }
}

std::string describe_argument(const Argument& argument, const Value& value) {
  const std::string means(argument.means);
  const bool says_no_more = value.as<value::Number>() != nullptr ||
                            value.as<value::Pending>() != nullptr ||
                            value.as<value::Address>() != nullptr;
  if (says_no_more) return means;
  if (const auto* descriptor = value.as<value::Descriptor>()) {
    if (descriptor->target.empty()) return means;
    return fmt::format("→ {}", descriptor->target);
  }
  return fmt::format("→ {}", value_text(value));
}

}  // namespace spyglass
