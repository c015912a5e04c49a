"""The sample shop's shelf: generic products, no brands. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """One product. `short` is what a customer calls it, `price` is in Australian dollars."""

    name: str
    short: str
    sku: str
    department: str
    price: float

    @property
    def is_plural(self) -> bool:
        """Say whether its short name takes a plural verb."""
        return self.short.endswith("s")

    @property
    def slug(self) -> str:
        """Return the product's part of a shop address."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.name.lower()).split())


_SHELF = """
pantry | Organic Almond Flour 1kg | almond flour | 24.95
pantry | Organic Coconut Flour 800g | coconut flour | 11.50
pantry | Organic Sprouted Buckwheat 500g | buckwheat | 9.95
pantry | Organic Rolled Oats 1kg | rolled oats | 6.95
pantry | Organic Red Lentils 1kg | red lentils | 8.50
pantry | Organic Chickpeas 1kg | chickpeas | 8.25
pantry | Organic Quinoa Tri-Colour 1kg | tri-colour quinoa | 15.95
pantry | Organic Medjool Dates 1kg | medjool dates | 22.90
pantry | Organic Raw Cacao Powder 500g | cacao powder | 18.95
pantry | Organic Coconut Oil Extra Virgin 1L | coconut oil | 21.95
pantry | Organic Apple Cider Vinegar with the Mother 946ml | apple cider vinegar | 12.95
pantry | Organic Tamari Gluten Free 500ml | tamari | 10.50
pantry | Organic Tahini Hulled 375g | tahini | 9.20
pantry | Organic Peanut Butter Crunchy 700g | crunchy peanut butter | 13.95
pantry | Organic Maple Syrup 1L | maple syrup | 34.95
pantry | Raw Manuka Honey 500g | manuka honey | 46.00
pantry | Organic Chia Seeds Black 1kg | chia seeds | 14.95
pantry | Organic Hemp Hearts 500g | hemp hearts | 17.50
pantry | Organic Psyllium Husk 500g | psyllium husk | 15.25
pantry | Organic Passata 680g | passata | 5.95
pantry | Organic Spelt Pasta Spirals 400g | spelt pasta | 5.60
pantry | Organic Bone Broth Powder Chicken 150g | bone broth powder | 36.95
pantry | Organic Nutritional Yeast Flakes 200g | nutritional yeast | 11.95
pantry | Gluten Free Bread Mix 500g | bread mix | 8.95
supplements | Magnesium Glycinate Powder 200g | magnesium powder | 39.95
supplements | Organic Spirulina Tablets 500 | spirulina tablets | 32.00
supplements | Vitamin D3 Drops 30ml | vitamin D drops | 24.50
supplements | Marine Collagen Powder 300g | marine collagen | 49.95
supplements | Vegan Protein Powder Vanilla 1kg | vanilla protein powder | 58.00
supplements | Iron Liquid Gentle 250ml | liquid iron | 29.95
supplements | Daily Probiotic 60 Capsules | probiotic | 44.95
supplements | Organic Ashwagandha Capsules 90 | ashwagandha | 34.95
supplements | Zinc Picolinate 100 Capsules | zinc capsules | 22.95
supplements | Evening Primrose Oil 120 Capsules | evening primrose oil | 31.50
supplements | Vegan Omega 3 Algal Oil 60 Capsules | algal omega 3 | 38.95
supplements | Organic Turmeric and Black Pepper 120 Capsules | turmeric capsules | 33.95
supplements | Greens Superfood Powder 250g | greens powder | 42.00
supplements | Elderberry Syrup 200ml | elderberry syrup | 26.95
skincare | Rosehip Oil Cold Pressed 50ml | rosehip oil | 27.95
skincare | Shea Butter Unrefined 250g | shea butter | 19.50
skincare | Natural Zinc Sunscreen SPF 50 100g | zinc sunscreen | 25.95
skincare | Calendula Face Cream 60ml | calendula face cream | 33.00
skincare | Natural Deodorant Paste Lavender 60g | lavender deodorant | 14.95
skincare | Goats Milk Soap Oatmeal 100g | goats milk soap | 6.50
skincare | Shampoo Bar Rosemary 90g | rosemary shampoo bar | 15.95
skincare | Natural Henna Hair Colour Dark Brown 100g | henna hair colour | 16.95
skincare | Fluoride Free Toothpaste Mint 110g | fluoride free toothpaste | 9.95
skincare | Tea Tree Face Wash 200ml | tea tree face wash | 18.95
skincare | Mineral Foundation Light Beige 8g | mineral foundation | 36.00
skincare | Castor Oil Cold Pressed 250ml | castor oil | 16.50
baby | Organic Baby Rice Cereal 200g | baby rice cereal | 8.95
baby | Organic Goat Milk Toddler Formula 900g | goat toddler formula | 42.95
baby | Bamboo Nappies Size 3 Carton | bamboo nappies | 64.00
baby | Nappy Balm Calendula 75g | nappy balm | 15.95
baby | Organic Pumpkin and Apple Puree Pouches 6 x 120g | pumpkin puree pouches | 16.80
baby | Baby Massage Oil Unscented 125ml | baby massage oil | 17.95
baby | Organic Cotton Muslin Wraps 3 Pack | muslin wraps | 45.00
pets | Hemp Seed Oil for Pets 200ml | pet hemp oil | 29.95
pets | Grain Free Kangaroo Dog Treats 200g | kangaroo dog treats | 14.50
pets | Natural Dog Shampoo Oatmeal 500ml | oatmeal dog shampoo | 18.95
pets | Diatomaceous Earth Food Grade 1kg | diatomaceous earth | 19.95
pets | Turmeric Paste for Dogs 250g | dog turmeric paste | 27.00
tea | Organic Peppermint Tea Loose Leaf 100g | peppermint tea | 12.50
tea | Organic Nettle Leaf Tea 100g | nettle tea | 11.95
tea | Organic Rooibos Tea Bags 80 | rooibos tea bags | 10.95
tea | Organic Sleepy Chamomile Blend 50g | sleepy tea | 13.50
tea | Organic Dandelion Root Roasted 250g | roasted dandelion | 16.95
tea | Organic Matcha Ceremonial 40g | matcha | 34.00
tea | Organic Raspberry Leaf Tea 100g | raspberry leaf tea | 12.95
tea | Organic Liquorice Root Tea 25 Bags | liquorice tea | 7.50
home | Laundry Powder Fragrance Free 3kg | laundry powder | 32.95
home | Dishwashing Liquid Lemon Myrtle 1L | dishwashing liquid | 11.95
home | Beeswax Food Wraps 3 Pack | beeswax wraps | 24.95
home | Eucalyptus Essential Oil 50ml | eucalyptus oil | 13.95
home | Frankincense Essential Oil 12ml | frankincense oil | 28.50
"""

_SKU_PREFIX = {
    "pantry": "PAN",
    "supplements": "SUP",
    "skincare": "SKN",
    "baby": "BAB",
    "pets": "PET",
    "tea": "TEA",
    "home": "HOM",
}


def _read_shelf(text: str) -> tuple[Product, ...]:
    products = []
    for number, line in enumerate(text.strip().splitlines(), 101):
        department, name, short, price = (part.strip() for part in line.split("|"))
        products.append(Product(name, short, f"{_SKU_PREFIX[department]}-{number}", department, float(price)))
    return tuple(products)


PRODUCTS = _read_shelf(_SHELF)
