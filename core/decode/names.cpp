#include "core/decode/names.hpp"

namespace spyglass {

Value descriptor_value(const Names* names, int number) {
  if (names == nullptr || number < 0) return {value::Descriptor{number}};
  return {names->descriptor(number)};
}

Value process_value(const Names* names, int id, IdOf what) {
  const Value plain{value::Number{static_cast<std::uint64_t>(static_cast<std::int64_t>(id))}};
  if (names == nullptr || id <= 0) return plain;
  value::Process found = names->process(id, what);
  const bool known = !found.command.empty() || found.outside != 0;
  return known ? Value{std::move(found)} : plain;
}

}  // namespace spyglass
