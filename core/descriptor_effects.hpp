#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/thread_files.hpp"

namespace spyglass {

/// What a call does to the descriptors of its thread, or to where its paths start: a row a call.
struct DescriptorEffect {
  /// Of a descriptor that the call makes, whether execve(2) will close it.
  struct ClosedOnExec {
    std::int8_t argument = -1;  ///< that holds the flag
    std::uint64_t flag = 0;
    bool always = false;
  };

  std::string_view call;
  /// Is told of a call that came back; it may have failed.
  void (*apply)(ThreadFiles& files, const Call& call, const DescriptorEffect& effect);
  /// Applied when the next step comes, since this one is about what the call found.
  bool late = false;
  std::string_view name = {};  ///< of what it makes
  ClosedOnExec closed_on_exec = {};

  [[nodiscard]] bool closes_on_exec(const Call& call) const;
};

/// All of them. Calls without a row whose result is a descriptor (Row::returns) open something that
/// has to be asked about.
std::span<const DescriptorEffect> descriptor_effects();

/// What a call does; null: nothing. Cheap.
const DescriptorEffect* descriptor_effect(const Row* row);

/// What a thread or process that is made shares with its maker, by the flags of clone(2).
struct Sharing {
  bool is_thread = false;
  bool descriptors = false;
  bool directory = false;
};
/// Of a call that makes one; nothing of others.
std::optional<Sharing> sharing_of(const Call& call);

/// The descriptors that a value tells of: those of pipe(2), and of a message of unix(7).
template <class Use>
void for_each_descriptor(const Value& value, const Use& use) {
  if (const auto* one = value.as<value::Descriptor>()) {
    use(one->number);
  } else if (const auto* array = value.as<value::Array>()) {
    for (const Value& element : array->elements) for_each_descriptor(element, use);
  } else if (const auto* changed = value.as<value::Changed>()) {
    for_each_descriptor(changed->before_and_after.back(), use);
  } else if (const auto* members = value.as<value::Struct>()) {
    for (const auto& field : members->fields) for_each_descriptor(field.value, use);
  }
}

}  // namespace spyglass
