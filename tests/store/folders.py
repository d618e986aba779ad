"""A content folder with everything in it, small: a plan of two floors, three windows, tables, a picture."""

from __future__ import annotations

from pathlib import Path

from guidance.small_plan import as_folder, small_plan

HALL = """
format = 1
id = "small"
name = { zh = "小厅", en = "Small hall" }
languages = ["zh-CN", "en"]
help = { zh = "请到导办台", en = "Please ask at the desk" }
logo = "logo.svg"
"""
TABLES = {
    "departments": "code,name_zh,name_en,icon\nGA,公安,Police,logo.svg\n",
    "windows": "number,department_codes,hours_id\n1,GA,\n2,GA,noon\n11,GA,\n",
    "matters": (
        "code,name_zh,name_en,short_name_zh,short_name_en,department_code,synonyms,popularity,is_fee,result_name\n"
        "M1,普通护照首次申请,First passport,办护照,Passport,GA,护照|出国,0.9,1,\n"
        "M2,出生登记,Birth registration,,,GA,上户口,0.5,0,\n"
    ),
    "materials": "matter_code,material_name_zh,material_name_en,key\nM1|M2,身份证,ID card,id\nM1,照片,Photo,photo\n",
    "fees": "matter_code,fee_name_zh,fee_name_en,fee_stand_zh,fee_stand_en\nM1,工本费,Fee,120元,120 yuan\n",
    "questions": "matter_code,question_zh,question_en,answer_zh,answer_en\nM1,要多久？,How long?,七天。,Seven days.\n",
    "services": "matter_code,window_number,priority\nM1,11,1\nM1,2,2\nM2,1-2,1\n",
    "themes": "code,name_zh,name_en,synonyms\nT1,新生儿一件事,A child is born,生孩子\n",
    "theme_steps": "theme_code,matter_code,after\nT1,M2,\nT1,M1,M2\n",
    "hours": "id,weekday,start,end\nmain,1-5,9:00,12:00\nmain,1-5,13:30,17:00\nnoon,1-7,9:00,17:00\n",
    "special_days": "date,until,name_zh,name_en\n2026-10-01,2026-10-07,国庆节,National Day\n",
    "synonyms": "words\n社保卡|社会保障卡|sbk\n",
}
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><circle cx="12" cy="12" r="9"/></svg>'


def content_folder(folder: Path, **changes: str | None) -> Path:
    """Write the folder; ``changes`` are tables (or ``hall``) to write differently, None leaves one out."""
    folder.mkdir()
    as_folder(small_plan(), folder / "plan")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "logo.svg").write_text(LOGO)
    for name, text in ({"hall": HALL} | TABLES | changes).items():
        if text is not None:
            (folder / ("hall.toml" if name == "hall" else f"{name}.csv")).write_text(text)
    return folder
