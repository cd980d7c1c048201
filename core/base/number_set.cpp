#include "core/base/number_set.hpp"

namespace spyglass {

void NumberSet::insert(int number) {
  if (complement_) {
    members_.erase(number);
  } else {
    members_.insert(number);
  }
}

Result<NumberSet> NumberSet::parse(std::string_view expression, const Meaning& meaning) {
  NumberSet set;
  bool turned = false;
  if (expression.starts_with('!')) {
    turned = true;
    expression.remove_prefix(1);
  }
  if (expression == "all") {
    set.complement_ = true;
  } else if (expression != "none") {
    for (const std::string_view word : comma_separated(expression)) {
      const auto number = meaning(word);
      if (!number) return tl::make_unexpected(number.error());
      set.insert(*number);
    }
  }
  if (turned) set.complement_ = !set.complement_;
  return set;
}

std::vector<std::string_view> comma_separated(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(',');
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace spyglass
