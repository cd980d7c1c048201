// Where the kernel's structs have their members, from types as a kernel tells them.

#include "core/observe/kernel_layout.hpp"

#include <linux/btf.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <vector>

using namespace spyglass;
using Catch::Matchers::Contains;
using observe::layout_from;

namespace {

/// Types in the kernel's format, in words. Ids count from 1, in the order in which they are added.
class MadeTypes {
 public:
  using Words = std::vector<std::uint32_t>;

  struct Member {
    std::string name;
    std::uint32_t type;
    std::uint32_t offset;  ///< in bytes
  };

  std::uint32_t add(std::uint32_t kind, const std::string& name, std::uint32_t size_or_type,
                    const Words& behind = {}, std::uint32_t count = 0, bool flag = false) {
    types_.insert(types_.end(),
                  {name_of(name), (flag ? 1u << 31 : 0) | kind << 24 | count, size_or_type});
    types_.insert(types_.end(), behind.begin(), behind.end());
    return ++last_;
  }
  std::uint32_t add_struct(const std::string& name, std::uint32_t size,
                           const std::vector<Member>& members, bool has_bit_fields = false) {
    constexpr std::uint32_t bits_of_field = 3u << 24;
    Words behind;
    for (const Member& each : members) {
      const std::uint32_t bits = each.offset * 8;
      behind.insert(behind.end(),
                    {name_of(each.name), each.type, has_bit_fields ? bits | bits_of_field : bits});
    }
    return add(BTF_KIND_STRUCT, name, size, behind, static_cast<std::uint32_t>(members.size()),
               has_bit_fields);
  }

  [[nodiscard]] Words words() const {
    std::string names = names_;
    names.resize((names.size() + 3) / 4 * 4);
    const auto types_size = static_cast<std::uint32_t>(types_.size() * sizeof(std::uint32_t));
    const btf_header head{.magic = BTF_MAGIC,
                          .version = BTF_VERSION,
                          .flags = 0,
                          .hdr_len = sizeof head,
                          .type_off = 0,
                          .type_len = types_size,
                          .str_off = types_size,
                          .str_len = static_cast<std::uint32_t>(names.size())};
    Words all((sizeof head + types_size + names.size()) / sizeof(std::uint32_t));
    auto* to = reinterpret_cast<char*>(all.data());
    std::memcpy(to, &head, sizeof head);
    std::memcpy(to + sizeof head, types_.data(), types_size);
    names.copy(to + sizeof head + types_size, names.size());
    return all;
  }

 private:
  std::uint32_t name_of(const std::string& name) {
    if (name.empty()) return 0;
    const auto at = static_cast<std::uint32_t>(names_.size());
    names_ += name + '\0';
    return at;
  }

  Words types_;
  std::string names_ = std::string(1, '\0');
  std::uint32_t last_ = 0;
};

/// As different from a usual kernel's as may be: behind other names, in a struct without one, and
/// with types of all kinds before them.
MadeTypes made_types(const std::string& state = "__state") {
  MadeTypes made;
  const auto number = made.add(BTF_KIND_INT, "int", 4, {32});
  const auto pointer = made.add(BTF_KIND_PTR, "", 0);
  made.add(BTF_KIND_ENUM, "colours", 4, {0, 1, 0, 2}, 2);
  made.add(BTF_KIND_ENUM64, "wide", 8, {0, 1, 0}, 1);
  made.add(BTF_KIND_FUNC, "made_up", made.add(BTF_KIND_FUNC_PROTO, "", 0, {0, number}, 1));
  made.add(BTF_KIND_VAR, "counter", number, {0});
  made.add(BTF_KIND_DATASEC, ".data", 4, {6, 0, 4}, 1);
  made.add(BTF_KIND_DECL_TAG, "tag", number, {~0u});
  made.add(BTF_KIND_FWD, "task_struct", 0);
  const auto upid = made.add_struct("upid", 24, {{"ns", pointer, 0}, {"nr", number, 8}});
  const auto numbers = made.add(BTF_KIND_ARRAY, "", 0, {upid, number, 0});
  made.add_struct("pid", 112, {{"level", number, 4}, {"numbers", numbers, 88}});
  const auto info =
      made.add_struct("thread_info", 24, {{"flags", number, 0}, {"status", number, 16}});
  const auto other_name = made.add(BTF_KIND_TYPEDEF, "info_t", made.add(BTF_KIND_CONST, "", info));
  const auto inside =
      made.add_struct("", 64, {{"thread_pid", pointer, 24}, {"group_leader", pointer, 32}}, true);
  made.add_struct("task_struct", 4096,
                  {{"thread_info", other_name, 8}, {state, number, 40}, {"", inside, 1000}});
  return made;
}

auto layout_of(const MadeTypes& made) {
  const auto words = made.words();
  return layout_from(std::as_bytes(std::span(words)));
}

}  // namespace

TEST_CASE("members are found behind other names, in arrays and in structs without a name") {
  const auto layout = layout_of(made_types());
  REQUIRE(layout);
  CHECK(layout->status_in_task == 8 + 16);
  CHECK(layout->state_in_task == 40);
  CHECK(layout->id_in_task == 1000 + 24);
  CHECK(layout->leader_in_task == 1000 + 32);
  CHECK(layout->level_in_id == 4);
  CHECK(layout->number_in_id == 88 + 8);
  CHECK(layout->number_stride == 24);
}

TEST_CASE("of a kernel with other members it is said which one is missing") {
  const auto layout = layout_of(made_types("state"));
  REQUIRE_FALSE(layout);
  CHECK_THAT(layout.error().message, Contains("no __state in struct task_struct"));
  CHECK_THAT(layout_of(MadeTypes()).error().message,
             Contains("no thread_info.status in struct task_struct"));
}

TEST_CASE("types of a kind that is not known yet are no types to go on from") {
  MadeTypes made;
  made.add(31, "of tomorrow", 4);
  CHECK_FALSE(layout_of(made));
}

TEST_CASE("types that end too soon, or are none, are refused") {
  const auto words = made_types().words();
  const auto bytes = std::as_bytes(std::span(words));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    // In room of their own, so that a reader that goes too far is seen to.
    const std::vector<std::byte> part(bytes.begin(), bytes.begin() + static_cast<long>(size));
    CHECK_THAT(layout_from(part).error().message, Contains("linux/btf.h"));
  }
  std::vector<std::uint32_t> other = words;
  other.front() = 0;
  CHECK_THAT(layout_from(std::as_bytes(std::span(other))).error().message, Contains("linux/btf.h"));
}
