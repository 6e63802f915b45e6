// What is damaged is made again, from derivations; a lost index from the objects.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "store_scene.hpp"

namespace hm {
namespace {

using test::must;
using test::StoreScene;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

void overwrite(const std::string& path, const std::string& text) {
  std::filesystem::permissions(path, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
  std::ofstream(path) << text;
}

TEST(Repair, ADamagedOutputIsBuiltAgainAndItsReferrersKeepTheirRows) {
  StoreScene s;
  const StorePath inner = s.script("inner", "echo right > $out");
  const StorePath inner_out = s.build(inner);
  const StorePath outer_out =
      s.build(s.script("outer", "echo $inner > $out", {{"inner", s.in(inner_out)}}, {inner}));
  overwrite(s.in(inner_out), "wrong");
  const RepairReport report = must(s.store->repair({}, {}));
  EXPECT_THAT(report.repaired, ElementsAre(inner_out));
  EXPECT_THAT(report.left, IsEmpty());
  EXPECT_EQ(s.read(s.in(inner_out)), "right\n");
  EXPECT_TRUE(must(s.store->is_valid(outer_out)));
  EXPECT_THAT(must(s.store->verify()).problems, IsEmpty());
}

TEST(Repair, WhatNoDerivationMakesLosesItsRowAndKeepsItsBytes) {
  StoreScene s;
  const StorePath text = must(s.store->add_text("text", "right", {}));
  const StorePath user = must(s.store->add_text("user", "it is in " + s.in(text), {text}));
  must(s.store->flush());
  overwrite(s.in(text), "wrong");
  const RepairReport report = must(s.store->repair({}, {}));
  EXPECT_THAT(report.left, ElementsAre(text));
  EXPECT_FALSE(must(s.store->is_valid(text)));
  EXPECT_FALSE(must(s.store->is_valid(user)));
  EXPECT_EQ(s.read(s.in(text)), "wrong");
  must(s.store->add_text("text", "right", {}));
  must(s.store->flush());
  EXPECT_EQ(s.read(s.in(text)), "right");
}

TEST(Repair, AWholeStoreIsLeftAlone) {
  StoreScene s;
  s.build(s.script("thing", "echo x > $out"));
  const auto before = must(s.store->all()).size();
  const RepairReport report = must(s.store->repair({}, {}));
  EXPECT_THAT(report.repaired, IsEmpty());
  EXPECT_EQ(must(s.store->all()).size(), before);
  auto refused = s.store->index_objects();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::BadUse);
}

TEST(Repair, ALostIndexIsMadeFromTheObjects) {
  StoreScene s;
  const StorePath inner = s.script("inner", "echo right > $out");
  const StorePath inner_out = s.build(inner);
  s.build(s.script("outer", "echo $inner > $out", {{"inner", s.in(inner_out)}}, {inner}));
  s.write(s.root + "/source/file", "text");
  const StorePath tree = must(s.store->add_source(s.root + "/source", {.name = "source"}));
  const StorePath flat =
      must(s.store->add_source(s.root + "/source/file", {.name = "flat", .recursive = false}));
  must(s.store->flush());
  const std::vector<PathInfo> before = must(s.store->all());
  // Neither a derivation nor its name vouches for it.
  s.write(s.store_dir + "/00000000000000000000000000000000-stray", "stray");
  s.store.reset();
  overwrite(s.data_dir + "/db/store.sqlite",
            "random bytes, and no database at all; longer than its header would be, so "
            "that what stands at the place of its version says something too");
  auto refused = Store::open(s.options(), s.real);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::StateDamaged);
  const std::string aside = must(Store::set_index_aside(s.options(), s.real));
  EXPECT_TRUE(std::filesystem::exists(aside));
  s.open();
  EXPECT_EQ(must(s.store->index_objects()), before.size());
  for (const PathInfo& info : before) {
    const auto now = must(s.store->path_info(info.path));
    ASSERT_TRUE(now) << info.path.base();
    EXPECT_EQ(now->nar_hash, info.nar_hash) << info.path.base();
    EXPECT_EQ(now->references, info.references) << info.path.base();
    EXPECT_EQ(now->deriver, info.deriver) << info.path.base();
    EXPECT_EQ(now->content_address, info.content_address) << info.path.base();
  }
}

}  // namespace
}  // namespace hm
