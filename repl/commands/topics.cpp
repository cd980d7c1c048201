#include "repl/commands/topics.hpp"

#include "core/decode/constants.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

bool is_topic(std::string_view word) {
  return call_exists(word) || find_error(word) != nullptr || signal_number(word) ||
         find_constant(word);
}

std::vector<std::string_view> topic_names() {
  std::vector<std::string_view> names = row_names();
  for (const ErrorRow& row : error_rows()) names.push_back(row.name);
  for (const SignalRow& row : signal_rows()) names.push_back(row.name);
  for (const ConstantTable* table : constant_tables()) {
    for (const Constant& row : table->rows) names.push_back(row.name);
  }
  return names;
}

}  // namespace spyglass
