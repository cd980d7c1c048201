#include "repl/lesson/annotations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "repl/lesson/format.hpp"
#include "repl/script/bindings.hpp"

namespace spyglass {

namespace {

constexpr std::string_view head = R"(---@meta
-- What a lesson may say, for editors that use the Lua language server. It is made by
-- `spyglass lesson --annotations`; docs/lesson-format.md says the same with examples.
)";

std::string class_of(const format::Table& table) { return fmt::format("spyglass.{}", table.name); }

std::string class_line(std::string_view name) { return fmt::format("\n---@class {}\n", name); }

std::string field_line(std::string_view name, std::string_view type, std::string_view meaning) {
  return fmt::format("---@field {} {} {}\n", name, type, meaning);
}

class Writer {
 public:
  std::string take() { return std::move(text_); }

  void documented(std::string_view name, std::span<const bindings::Documented> fields) {
    text_ += class_line(name);
    for (const bindings::Documented& field : fields) {
      text_ += field_line(field.name, field.type, field.meaning);
    }
  }

  void function(const format::Function& function) {
    if (function.table != nullptr) table(*function.table);
    declare_owner(function.name);
    text_ += fmt::format("\n---{}\n", function.meaning);
    std::string names;
    const auto parameter = [&](std::string_view name, std::string_view type,
                               std::string_view meaning) {
      text_ +=
          fmt::format("---@param {} {}{}{}\n", name, type, meaning.empty() ? "" : " ", meaning);
      names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
    };
    if (function.table != nullptr) parameter("fields", class_of(*function.table), "");
    for (const format::Parameter& each : function.parameters) {
      parameter(each.name, each.type, each.meaning);
    }
    if (!function.result.empty()) text_ += fmt::format("---@return {}\n", function.result);
    text_ += fmt::format("function {}({}) end\n", function.name, names);
  }

 private:
  void table(const format::Table& table) {
    // Two questions have the same fields.
    if (std::ranges::find(written_, &table) != written_.end()) return;
    written_.push_back(&table);
    for (const format::Field& field : table.fields) {
      if (field.each != nullptr) this->table(*field.each);
    }
    text_ += class_line(class_of(table));
    for (const format::Field& field : table.fields) {
      const bool may_be_left_out =
          field.need != format::Need::needed && field.name != format::elements;
      const std::string type = field.each != nullptr
                                   ? class_of(*field.each) + "[]"
                                   : std::string(format::words_of(field.type).notation);
      text_ += field_line(fmt::format("{}{}", field.name, may_be_left_out ? "?" : ""), type,
                          field.meaning);
    }
  }

  /// `draw`, before its first function.
  void declare_owner(std::string_view function) {
    const std::string owner(function.substr(0, std::min(function.find('.'), function.size())));
    if (owner == function || owner == owner_) return;
    text_ += fmt::format("\n{} = {{}}\n", owner);
    owner_ = owner;
  }

  std::string text_{head};
  std::string owner_;
  std::vector<const format::Table*> written_;
};

}  // namespace

std::string lesson_annotations() {
  Writer writer;
  writer.documented("spyglass.Call", bindings::call_fields());
  writer.documented("spyglass.Program", bindings::program_fields());
  for (const format::Function& function : format::functions()) writer.function(function);
  return writer.take();
}

}  // namespace spyglass
