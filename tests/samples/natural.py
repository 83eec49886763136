"""What is truly worth knowing about each clean sample, reviewed by hand.

A finding of advice that is not listed here is a false alarm; one that is listed and not
found is a miss. An empty column name stands for the whole table. Extreme values are listed
where a few values lie more than three interquartile ranges outside the quartiles, whether
they are faults (a garage built in 2207) or the nature of money and time.
"""

from __future__ import annotations

TRUE: dict[str, dict[str, tuple[str, ...]]] = {
    "churn": {
        "sensitive": ("gender", "SeniorCitizen"),
        "id_like": ("customerID",),
        "missing": ("TotalCharges",),
    },
    "house_prices": {
        "id_like": ("Order", "PID"),
        "missing": (
            "Lot.Frontage",
            "Alley",
            "Mas.Vnr.Type",
            "Mas.Vnr.Area",
            "Bsmt.Qual",
            "Bsmt.Cond",
            "Bsmt.Exposure",
            "BsmtFin.Type.1",
            "BsmtFin.SF.1",
            "BsmtFin.Type.2",
            "BsmtFin.SF.2",
            "Bsmt.Unf.SF",
            "Total.Bsmt.SF",
            "Electrical",
            "Bsmt.Full.Bath",
            "Bsmt.Half.Bath",
            "Fireplace.Qu",
            "Garage.Type",
            "Garage.Yr.Blt",
            "Garage.Finish",
            "Garage.Cars",
            "Garage.Area",
            "Garage.Qual",
            "Garage.Cond",
            "Pool.QC",
            "Fence",
            "Misc.Feature",
        ),
        "missing_signal": (
            "Alley",
            "Mas.Vnr.Type",
            "Bsmt.Qual",
            "Bsmt.Cond",
            "Bsmt.Exposure",
            "BsmtFin.Type.1",
            "BsmtFin.Type.2",
            "Fireplace.Qu",
            "Garage.Type",
            "Garage.Yr.Blt",
            "Garage.Finish",
            "Garage.Qual",
            "Garage.Cond",
            "Fence",
        ),
        "mostly_missing": ("Alley", "Pool.QC", "Misc.Feature"),
        "collinear": ("Total.Bsmt.SF", "Low.Qual.Fin.SF"),  # sums of the areas beside them
        "outliers": (
            "area",
            "Lot.Frontage",
            "Lot.Area",
            "Mas.Vnr.Area",
            "BsmtFin.SF.1",
            "Total.Bsmt.SF",
            "X1st.Flr.SF",
            "TotRms.AbvGrd",
            "Garage.Yr.Blt",
            "Garage.Area",
            "Wood.Deck.SF",
            "Open.Porch.SF",
        ),
    },
    "forest_cover": {
        "id_like": ("Id",),
        "constant": ("Soil_Type7", "Soil_Type15"),
        "collinear": ("Wilderness_Area4", "Soil_Type40"),  # each place has one area and one soil
        "outliers": (
            "Horizontal_Distance_To_Hydrology",
            "Vertical_Distance_To_Hydrology",
            "Horizontal_Distance_To_Roadways",
            "Hillshade_9am",
            "Hillshade_Noon",
            "Horizontal_Distance_To_Fire_Points",
        ),
        "target_kind": ("Cover_Type",),
    },
    "penguins": {
        "missing": ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex")
    },
    "titanic": {
        "sensitive": ("Sex", "Age"),
        "id_like": ("PassengerId", "Name"),
        "personal_data": ("Name",),
        "missing": ("Age", "Cabin", "Embarked"),
        "missing_signal": ("Cabin",),
        "text_columns": ("Ticket", "Cabin"),
    },
    "credit": {"outliers": ("duration", "credit_amount")},
    "income": {
        "sensitive": ("age", "marital-status", "native-country"),
        "disguised_missing": ("capital-gain",),
        "missing_signal": ("workclass", "occupation"),
        "conflicting_labels": ("",),
        "duplicate_rows": ("",),
        "identical_columns": ("education-num",),
        "missing": ("workclass", "occupation", "native-country"),
    },
    "bank_calls": {
        "sensitive": ("age", "marital"),
        "disguised_missing": ("pdays",),
        "outliers": ("age", "campaign"),
    },
    "spam": {
        "duplicate_rows": ("",),
        "text_columns": ("message",),
        "outliers": ("length", "punct"),
    },
    "bike_rentals": {
        "date_columns": ("dteday",),
        "id_like": ("instant",),
        "time_order": ("dteday",),
        "outliers": ("windspeed",),
    },
    "air_passengers": {},
    "shop_sales": {},
    "uk_flights": {},
    "wholesale": {
        "outliers": ("Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen")
    },
    "shop_customers": {"outliers": ("orders", "items", "spent_per_order")},
    "thyroid": {
        "constant": ("Dim_14=0",),
        "duplicate_rows": ("",),
        "outliers": ("Dim_17", "Dim_18", "Dim_19", "Dim_20"),
    },
    "taxi": {},
    "films": {"high_cardinality": ("genres",), "outliers": ("year",)},
    "shop_baskets": {"outliers": ("orders",)},
}
LEFT = {
    "income": {"disguised_missing"},
    "bank_calls": {"disguised_missing"},
    "spam": {"duplicate_rows"},
    "bike_rentals": {"time_order"},
}
