// Messages of netlink(7), in memory.

#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>

#include "core/report/text.hpp"
#include "core/syscalls/kinds.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

/// Descriptor 3 is a netlink socket, and no other is.
class NetlinkNames final : public Names {
 public:
  explicit NetlinkNames(int protocol) : protocol_(protocol) {}
  [[nodiscard]] value::Descriptor descriptor(int number) const override { return {number}; }
  [[nodiscard]] value::Descriptor descriptor_of(int, int number) const override { return {number}; }
  [[nodiscard]] value::Descriptor descriptor_behind(int, int number) const override {
    return {number};
  }
  [[nodiscard]] std::string working_directory() const override { return {}; }
  [[nodiscard]] value::Process process(int id, IdOf) const override { return {id}; }
  [[nodiscard]] std::optional<int> netlink_protocol(int number) const override {
    return number == 3 ? std::optional(protocol_) : std::nullopt;
  }

 private:
  int protocol_;
};

struct Address {
  nlmsghdr header{sizeof(Address), RTM_NEWADDR, NLM_F_REQUEST | NLM_F_CREATE, 5, 0};
  ifaddrmsg body{AF_INET, 8, 0, RT_SCOPE_HOST, 0};
  rtattr attribute{8, IFA_LOCAL};
  std::uint32_t value = htonl(INADDR_LOOPBACK);
};
const std::string address_text_now =
    "[{nlmsg_len=32, nlmsg_type=RTM_NEWADDR, nlmsg_flags=NLM_F_REQUEST|NLM_F_CREATE, nlmsg_seq=5, "
    "nlmsg_pid=0}, {ifa_family=AF_INET, ifa_prefixlen=8, ifa_flags=0, ifa_scope=RT_SCOPE_HOST, "
    "ifa_index=0}, [{nla_len=8, nla_type=IFA_LOCAL}, inet_addr(\"127.0.0.1\")]]";

/// send's second argument, of messages that end at a guard page.
template <class T>
std::string sent(const T& messages, std::size_t length = sizeof(T), int protocol = NETLINK_ROUTE,
                 std::uint64_t descriptor = 3) {
  const NetlinkNames names(protocol);
  DecodeBench bench(messages);
  bench.names = &names;
  bench.siblings = {descriptor, DecodeBench::base, length, 0, 0, 0};
  bench.size_from = 2;
  return bench.text(kinds::payload_in);
}

TEST_CASE("a message of rtnetlink has a header, a body and attributes") {
  CHECK(sent(Address{}) == address_text_now);
  CHECK(sent(Address{}, 17) ==
        "[{nlmsg_len=32, nlmsg_type=RTM_NEWADDR, nlmsg_flags=NLM_F_REQUEST|NLM_F_CREATE, "
        "nlmsg_seq=5, nlmsg_pid=0}, {ifa_family=AF_INET, ...}]");
  CHECK(sent(Address{}, 30).ends_with("nla_type=IFA_LOCAL}, \"\\x7f\\x00\"]]"));
  CHECK(sent(Address{}, 16).starts_with("{nlmsg_len=32, nlmsg_type=RTM_NEWADDR"));
  CHECK(sent(Address{}, 6) == "\"\\x20\\x00\\x00\\x00\\x14\\x00\"");
}

TEST_CASE("what is no netlink socket sends bytes") {
  CHECK(sent(Address{}, 4, NETLINK_ROUTE, 4) == "\" \\0\\0\\0\"");
}

TEST_CASE("messages are bytes for who looks into no structs") {
  const NetlinkNames names(NETLINK_ROUTE);
  ProgramMemory program;
  const auto at = program.put_value(Address{});
  const auto shown = [&](bool follow) {
    const DecodeRules rules{.all = {.string_limit = 4, .follow = follow, .names = &names}};
    const Call call =
        made_call("sendto", {3, at, sizeof(Address)}, 32, program, AbiId::x86_64, rules);
    return call_text(call, {.result_column = 0});
  };
  CHECK(shown(false) == "sendto(3, \" \\0\\0\\0\"..., 32, 0, NULL, 0) = 32");
  CHECK(shown(true).starts_with("sendto(3, [{nlmsg_len=32, "));
}

TEST_CASE("several messages are a list, and answers quote the request") {
  struct {
    nlmsghdr done{20, NLMSG_DONE, NLM_F_MULTI, 5, 7};
    std::int32_t result = 0;
    nlmsghdr error{36, NLMSG_ERROR, NLM_F_CAPPED, 5, 7};
    std::int32_t code = -EPERM;
    nlmsghdr request{32, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 5, 0};
  } const messages;
  CHECK(sent(messages) ==
        "[[{nlmsg_len=20, nlmsg_type=NLMSG_DONE, nlmsg_flags=NLM_F_MULTI, nlmsg_seq=5, "
        "nlmsg_pid=7}, 0], [{nlmsg_len=36, nlmsg_type=NLMSG_ERROR, nlmsg_flags=NLM_F_CAPPED, "
        "nlmsg_seq=5, nlmsg_pid=7}, {error=-EPERM, msg={nlmsg_len=32, nlmsg_type=RTM_GETLINK, "
        "nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=5, nlmsg_pid=0}}]]");
}

TEST_CASE("a question about UNIX sockets") {
  struct {
    nlmsghdr header{40, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, 1, 0};
    unix_diag_req body{AF_UNIX, 0, 0, 1 << 10, 5, UDIAG_SHOW_NAME | UDIAG_SHOW_PEER, {1, 2}};
  } const message;
  CHECK(sent(message, sizeof message, NETLINK_SOCK_DIAG)
            .ends_with("{sdiag_family=AF_UNIX, sdiag_protocol=0, udiag_states=1<<TCP_LISTEN, "
                       "udiag_ino=5, udiag_show=UDIAG_SHOW_NAME|UDIAG_SHOW_PEER, "
                       "udiag_cookie=[1, 2]}]"));
  CHECK(sent(message, sizeof message, -1).find("nlmsg_type=0x14 /* NLMSG_??? */") !=
        std::string::npos);
}

TEST_CASE("a message to a netlink address is looked into where its pieces are") {
  const NetlinkNames names(NETLINK_ROUTE);
  DecodeRules rules;
  rules.all.names = &names;
  ProgramMemory program;
  const std::uint64_t piece = program.put_value(Address{});
  const std::uint64_t vector = program.put_value(std::array<std::uint64_t, 2>{piece, 32});
  const std::uint64_t name = program.put_value(std::array<std::uint16_t, 6>{AF_NETLINK});
  const std::uint64_t message =
      program.put_value(std::array<std::uint64_t, 7>{name, 12, vector, 1, 0, 0, 0});
  const Call call =
      made_call("sendmsg", {3, message, 0, 0, 0, 0}, 32, program, AbiId::x86_64, rules);
  CHECK(call_text(call).find("iov_base=" + address_text_now + ", iov_len=32") != std::string::npos);
}

TEST_CASE("netlink messages stay inside memory, whatever their lengths say") {
  for (const std::uint32_t said : {0U, 3U, 16U, 17U, 40U, 0xffffffffU}) {
    Address address;
    address.header.nlmsg_len = said;
    for (const unsigned attribute : {0U, 3U, 4U, 5U, 0xffffU}) {
      address.attribute.rta_len = static_cast<std::uint16_t>(attribute);
      for (std::size_t length = 0; length <= sizeof address; ++length) {
        CHECK_FALSE(sent(address, length).empty());
      }
      CHECK_FALSE(sent(address, 4096).empty());
    }
  }
}

}  // namespace
}  // namespace spyglass
